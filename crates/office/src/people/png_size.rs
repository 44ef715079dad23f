//! The true size of a picture, written into its file as `pHYs` (PNG 3, 11.3.4.3): whoever draws it
//! takes the size from there.

/// Behind the signature (8 bytes) and `IHDR` (25 bytes), which come first in every PNG.
const HEAD: usize = 33;

/// The file with pixels so large that `pixels` of them are `width_um` wide, square ones. A file that
/// is shorter than its own head is given back as it is.
pub(crate) fn with_width(png: &[u8], pixels: u32, width_um: u32) -> Vec<u8> {
    let (Some(head), Some(rest)) = (png.get(..HEAD), png.get(HEAD..)) else {
        return png.to_vec();
    };
    let per_metre = u64::from(pixels) * 1_000_000 / u64::from(width_um.max(1));
    let per_metre = u32::try_from(per_metre).unwrap_or(u32::MAX).to_be_bytes();
    let data = [per_metre.as_slice(), &per_metre, &[1]].concat();
    [head, &chunk(*b"pHYs", &data), &without(rest, *b"pHYs")].concat()
}

/// The chunks in `rest` but those called `name`.
fn without(mut rest: &[u8], name: [u8; 4]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(rest.len());
    while let Some((length, _)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let whole = length.saturating_add(12).min(rest.len());
        let (chunk, behind) = rest.split_at(whole);
        if chunk.get(4..8) != Some(name.as_slice()) {
            kept.extend_from_slice(chunk);
        }
        rest = behind;
    }
    kept
}

fn chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes();
    let named = [name.as_slice(), data].concat();
    [length.as_slice(), &named, &crc32(&named).to_be_bytes()].concat()
}

/// The check sum of chunks (PNG 3, annex D), bit by bit: a chunk has 13 bytes here.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            let odd = crc & 1 == 1;
            crc >>= 1;
            if odd {
                crc ^= 0xedb8_8320;
            }
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_sum_is_that_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b"IEND"), 0xae42_6082);
    }

    #[test]
    fn a_size_replaces_the_one_before() {
        let head = [0; HEAD];
        let end = chunk(*b"IEND", &[]);
        let png = [head.as_slice(), &chunk(*b"pHYs", &[0; 9]), &end].concat();
        let sized = with_width(&png, 360, 36_000);
        assert_eq!(sized.len(), png.len());
        let wanted = chunk(*b"pHYs", &[0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10, 1]);
        assert_eq!(sized, [head.as_slice(), &wanted, &end].concat());
        assert_eq!(with_width(&sized, 360, 36_000), sized);
    }
}
