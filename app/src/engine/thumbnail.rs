//! Small pictures of images that others attached.
//!
//! Decoders of images meet hostile bytes here: PNG, JPEG and WebP only, told by content, with bounds for width,
//! height and memory that are checked before anything is decoded, and a panic ends there.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

use crate::core::attachments::Thumbnail;
use crate::engine::guard::guarded;

/// The widest and highest a thumbnail is, in pixels.
const SIZE: u32 = 192;
/// The widest and highest an image may be, in pixels.
const MAX_SIDE: u32 = 16_384;
/// The most memory decoding may take, in bytes: a picture of 48 megapixels fits.
const MAX_MEMORY: u64 = 192 * 1024 * 1024;

/// Whether an image so wide and so high, in pixels, is one that may be unpacked here.
pub fn may_be_unpacked(size: [usize; 2]) -> bool {
    let [width, height] = size.map(|side| side as u64);
    let most = u64::from(MAX_SIDE);
    width <= most && height <= most && width * height * 4 <= MAX_MEMORY
}

/// A thumbnail of the image that these bytes are; `None` where they are none, or one that is too large.
pub fn thumbnail(bytes: &[u8]) -> Option<Thumbnail> {
    guarded(|| make(bytes).ok()).flatten()
}

fn make(bytes: &[u8]) -> image::ImageResult<Thumbnail> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let is_known = matches!(
        reader.format(),
        Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)
    );
    if !is_known {
        reader.clear_format();
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    limits.check_dimensions(width, height)?;
    // Not every decoder counts what it gives back.
    limits.reserve(decoder.total_bytes())?;
    let orientation = decoder.orientation()?;
    let image = DynamicImage::from_decoder(decoder)?;
    let mut small = image.thumbnail(SIZE, SIZE);
    drop(image);
    small.apply_orientation(orientation);
    let small = small.into_rgba8();
    Ok(Thumbnail {
        size: [small.width() as usize, small.height() as usize],
        full_size: [width, height],
        rgba: small.into_raw(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// A PNG chunk with its checksum.
    fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let mut crc = u32::MAX;
        for byte in kind.iter().chain(data) {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
            }
        }
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [&length[..], kind, data, &(!crc).to_be_bytes()].concat()
    }

    #[test]
    fn pictures_become_small_and_keep_their_shape() {
        let image = DynamicImage::new_rgb8(800, 200);
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let small = thumbnail(&encoded(&image, format)).unwrap();
            assert_eq!(small.size, [192, 48]);
            assert_eq!(small.full_size, [800, 200]);
            assert_eq!(small.rgba.len(), 192 * 48 * 4);
        }
    }

    #[test]
    fn what_is_cut_off_or_no_picture_has_no_thumbnail() {
        let whole = encoded(&DynamicImage::new_rgb8(64, 64), ImageFormat::Png);
        for bytes in [&b""[..], b"GIF89a", b"BM", b"%PDF-", &whole[..20]] {
            assert_eq!(thumbnail(bytes), None);
        }
    }

    #[test]
    fn what_is_too_large_to_be_unpacked_is_told_by_its_size() {
        assert!(may_be_unpacked([1920, 1080]));
        assert!(may_be_unpacked([16_384, 3_000]));
        assert!(!may_be_unpacked([16_385, 1]));
        assert!(!may_be_unpacked([16_384, 16_384]));
        assert!(!may_be_unpacked([usize::MAX, usize::MAX]));
    }

    /// A few bytes that unpack to very much: 50,000 by 50,000, and 16,000 by 16,000 in 16 bits with alpha.
    #[test]
    fn bombs_are_refused_before_they_are_unpacked() {
        for (side, depth, colour) in [(50_000u32, 8u8, 2u8), (16_000, 16, 6)] {
            let size = side.to_be_bytes();
            let header = [&size[..], &size, &[depth, colour, 0, 0, 0]].concat();
            // An empty zlib stream: what matters was said before.
            let bomb = [
                &b"\x89PNG\r\n\x1a\n"[..],
                &chunk(b"IHDR", &header),
                &chunk(b"IDAT", b"\x78\x9c\x03\0\0\0\0\x01"),
                &chunk(b"IEND", b""),
            ]
            .concat();
            assert_eq!(thumbnail(&bomb), None);
        }
    }
}
