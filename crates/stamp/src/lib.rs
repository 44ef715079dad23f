//! Visible signatures: image, text, font subset, geometry.
