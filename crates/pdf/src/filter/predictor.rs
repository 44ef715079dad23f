//! Predictors of the Flate and LZW filters (ISO 32000-2, 7.4.4.4).

use crate::error::Error;

/// How samples were replaced by their difference from their neighbours.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Predictor {
    kind: Kind,
    /// Bits of one sample.
    bits: usize,
    /// Samples of one pixel.
    colors: usize,
    /// Bytes of one pixel, at least one.
    pixel: usize,
    /// Bytes of one row.
    row: usize,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    None,
    Tiff,
    Png,
}

impl Predictor {
    /// From the decode parameters, each given by `number`.
    pub(super) fn from_parameters(
        number: &dyn Fn(&str) -> Result<Option<i64>, Error>,
    ) -> Result<Self, Error> {
        let bad = Error::BadStreamData {
            filter: "Predictor",
            reason: "impossible parameters",
        };
        let value = |key: &str, default: usize, most: usize| -> Result<usize, Error> {
            match number(key)? {
                None => Ok(default),
                Some(value) => usize::try_from(value)
                    .ok()
                    .filter(|value| (1..=most).contains(value))
                    .ok_or(bad.clone()),
            }
        };
        let kind = match number("Predictor")? {
            None | Some(1) => Kind::None,
            Some(2) => Kind::Tiff,
            Some(10..=15) => Kind::Png,
            Some(_) => return Err(bad),
        };
        let (colors, bits) = (value("Colors", 1, 256)?, value("BitsPerComponent", 8, 16)?);
        let columns = value("Columns", 1, 1 << 28)?;
        let row = colors
            .checked_mul(bits)
            .and_then(|bits| bits.checked_mul(columns))
            .ok_or(bad)?;
        Ok(Self {
            kind,
            bits,
            colors,
            pixel: (colors * bits).div_ceil(8),
            row: row.div_ceil(8),
        })
    }

    /// The samples themselves. A last row that is cut short is kept as far as it goes.
    pub(super) fn undo(self, data: Vec<u8>) -> Result<Vec<u8>, Error> {
        match self.kind {
            Kind::None => Ok(data),
            Kind::Tiff => Ok(self.undo_tiff(data)),
            Kind::Png => self.undo_png(&data),
        }
    }

    fn undo_tiff(self, mut data: Vec<u8>) -> Vec<u8> {
        for row in data.chunks_mut(self.row) {
            match self.bits {
                8 => add_left(row, self.colors, u8::wrapping_add),
                16 => add_left_16(row, self.colors),
                bits => add_left_packed(row, bits, self.colors),
            }
        }
        data
    }

    fn undo_png(self, data: &[u8]) -> Result<Vec<u8>, Error> {
        let mut decoded = Vec::with_capacity(data.len());
        let mut above = vec![0; self.row.min(data.len())];
        for encoded in data.chunks(self.row.saturating_add(1)) {
            let Some((method, row)) = encoded.split_first() else {
                break;
            };
            let mut row = row.to_vec();
            undo_row(*method, &mut row, &above, self.pixel)?;
            decoded.extend_from_slice(&row);
            above = row;
        }
        Ok(decoded)
    }
}

/// Undoes one PNG filter method (PNG specification, 9.2).
fn undo_row(method: u8, row: &mut [u8], above: &[u8], pixel: usize) -> Result<(), Error> {
    let mut left = vec![0; pixel];
    let mut above_left = vec![0; pixel];
    let mut above = above.iter().copied().chain(std::iter::repeat(0));
    for pixel in row.chunks_mut(pixel) {
        for ((byte, left), above_left) in pixel.iter_mut().zip(&mut left).zip(&mut above_left) {
            let above = above.next().unwrap_or_default();
            let prediction = match method {
                0 => 0,
                1 => *left,
                2 => above,
                3 => left.midpoint(above),
                4 => paeth(*left, above, *above_left),
                _ => {
                    return Err(Error::BadStreamData {
                        filter: "Predictor",
                        reason: "unknown PNG filter method",
                    });
                }
            };
            *byte = byte.wrapping_add(prediction);
            (*left, *above_left) = (*byte, above);
        }
    }
    Ok(())
}

fn paeth(left: u8, above: u8, above_left: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(above) - i16::from(above_left);
    let distance = |value: u8| (estimate - i16::from(value)).abs();
    if distance(left) <= distance(above) && distance(left) <= distance(above_left) {
        left
    } else if distance(above) <= distance(above_left) {
        above
    } else {
        above_left
    }
}

fn add_left<T: Copy + Default>(row: &mut [T], colors: usize, add: impl Fn(T, T) -> T) {
    let mut left = vec![T::default(); colors];
    for pixel in row.chunks_mut(colors) {
        for (sample, left) in pixel.iter_mut().zip(&mut left) {
            *sample = add(*sample, *left);
            *left = *sample;
        }
    }
}

fn add_left_16(row: &mut [u8], colors: usize) {
    let mut samples: Vec<u16> = row
        .chunks_exact(2)
        .filter_map(|pair| Some(u16::from_be_bytes(pair.try_into().ok()?)))
        .collect();
    add_left(&mut samples, colors, u16::wrapping_add);
    let bytes = samples.into_iter().flat_map(u16::to_be_bytes);
    row.iter_mut().zip(bytes).for_each(|(old, new)| *old = new);
}

/// Samples of fewer than eight bits, high bit first.
fn add_left_packed(row: &mut [u8], bits: usize, colors: usize) {
    let place = |index: usize| {
        (
            index * bits / 8,
            8_usize.checked_sub(bits + index * bits % 8),
        )
    };
    let mask = u8::try_from((1_u16 << bits.min(8)) - 1).unwrap_or(u8::MAX);
    let mut left = vec![0; colors];
    for index in 0..row.len() * 8 / bits {
        // Samples that straddle bytes (3, 5, 6, 7 bits) do not exist in PDF.
        let (at, Some(shift)) = place(index) else {
            continue;
        };
        let (Some(byte), Some(left)) = (row.get_mut(at), left.get_mut(index % colors)) else {
            continue;
        };
        let sample = (*byte >> shift).wrapping_add(*left) & mask;
        *byte = *byte & !(mask << shift) | sample << shift;
        *left = sample;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn predictor(predictor: i64, colors: i64, bits: i64, columns: i64) -> Predictor {
        Predictor::from_parameters(&|key| {
            Ok(Some(match key {
                "Predictor" => predictor,
                "Colors" => colors,
                "BitsPerComponent" => bits,
                _ => columns,
            }))
        })
        .unwrap()
    }

    #[test]
    fn every_png_method() {
        let data = [
            0, 1, 2, 3, //
            1, 1, 1, 1, //
            2, 1, 1, 1, //
            3, 1, 1, 1, //
            4, 1, 1, 1,
        ];
        let rows = predictor(12, 1, 8, 3).undo(data.to_vec()).unwrap();
        assert_eq!(rows, [1, 2, 3, 1, 2, 3, 2, 3, 4, 2, 3, 4, 3, 4, 5]);
        assert!(predictor(12, 1, 8, 3).undo(vec![9, 0, 0, 0]).is_err());
    }

    #[test]
    fn a_cut_last_row_is_kept() {
        assert_eq!(
            predictor(15, 1, 8, 3).undo(vec![0, 1, 2, 3, 2, 1]).unwrap(),
            [1, 2, 3, 2]
        );
    }

    #[test]
    fn tiff_for_every_sample_size() {
        assert_eq!(
            predictor(2, 2, 8, 2).undo(vec![1, 2, 3, 4]).unwrap(),
            [1, 2, 4, 6]
        );
        assert_eq!(
            predictor(2, 1, 16, 2).undo(vec![0, 255, 0, 2]).unwrap(),
            [0, 255, 1, 1]
        );
        assert_eq!(predictor(2, 1, 4, 2).undo(vec![0x12]).unwrap(), [0x13]);
        assert_eq!(
            predictor(2, 1, 1, 8).undo(vec![0b1100_0000]).unwrap(),
            [0b1000_0000]
        );
    }

    #[test]
    fn impossible_parameters_are_refused() {
        for values in [(3, 1, 8, 1), (12, 0, 8, 1), (12, 1, 99, 1), (12, 1, 8, -1)] {
            let number = |key: &str| {
                Ok(Some(match key {
                    "Predictor" => values.0,
                    "Colors" => values.1,
                    "BitsPerComponent" => values.2,
                    _ => values.3,
                }))
            };
            assert!(Predictor::from_parameters(&number).is_err(), "{values:?}");
        }
    }
}
