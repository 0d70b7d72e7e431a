//! A column of codes as a Parquet column chunk, straight from its dictionary.
//!
//! The `parquet` crate writes a dictionary array by looking every row's text up again in a table of its own, and by comparing it with the
//! smallest and the largest so far. A publisher's answer is mostly codes, so that was most of the time that a conversion took. Here the
//! array's own dictionary becomes the chunk's, and rows are never anything but numbers:
//!
//! ```text
//! dictionary page   the texts that occur in the chunk, each once: length, bytes
//! data page         which rows have a value (nullable columns only); bits per number; the numbers
//! data page         …
//! ```
//!
//! Both lists of a data page are in Parquet's mixture of runs and packed bits ([`pack`]). The crate still writes page headers, statistics,
//! indexes and everything around the chunk.

use std::cmp::Ordering;

use arrow::array::{Array, AsArray, DictionaryArray};
use arrow::datatypes::Int32Type;
use parquet::basic::{BoundaryOrder, Compression, Encoding, PageType, Type, ZstdLevel};
use parquet::column::page::{CompressedPage, Page, PageWriteSpec, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ColumnIndexBuilder, OffsetIndexBuilder, PageEncodingStats};
use parquet::file::statistics::{Statistics, ValueStatistics};
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

/// Rows to a page: what a reader must unpack to see one.
const PAGE_ROWS: usize = 20_000;

/// A run of at least this many equal numbers is written as a run.
const SHORTEST_RUN: usize = 8;

/// The smallest and the largest code of some rows, as ranks among the chunk's codes, and the number of rows without one.
#[derive(Clone, Copy)]
struct Extent {
    range: Option<(u32, u32)>,
    nulls: usize,
}

/// Encodes a column of texts. `level` is the compression of the file.
pub(super) fn encode(
    column: &ColumnDescPtr,
    codes: &DictionaryArray<Int32Type>,
    level: ZstdLevel,
) -> Result<(Vec<u8>, ColumnCloseResult), ParquetError> {
    let texts = codes.values().as_string_opt::<i32>().ok_or_else(|| ParquetError::General("a column of codes is text".to_owned()))?;
    let keys = codes.keys();
    let present = |row: usize| keys.is_valid(row);

    // The chunk's own dictionary: the texts that occur in it, in their order, so that a number is also a rank.
    let mut occurs = vec![false; texts.len()];
    (0..keys.len()).filter(|&row| present(row)).for_each(|row| occurs[keys.value(row) as usize] = true);
    let mut used: Vec<u32> = (0..texts.len() as u32).filter(|&key| occurs[key as usize]).collect();
    used.sort_by_key(|&key| texts.value(key as usize));
    let mut ranks = vec![0u32; texts.len()];
    for (rank, &key) in used.iter().enumerate() {
        ranks[key as usize] = rank as u32;
    }
    let text = |rank: u32| texts.value(used[rank as usize] as usize).as_bytes();

    let mut sink = TrackedWrite::new(Vec::new());
    let mut chunk = Chunk {
        pages: SerializedPageWriter::new(&mut sink),
        compressor: zstd::bulk::Compressor::new(level.compression_level())?,
        compressed: 0,
        uncompressed: 0,
    };
    let mut dictionary = Vec::new();
    for rank in 0..used.len() as u32 {
        dictionary.extend_from_slice(&(text(rank).len() as u32).to_le_bytes());
        dictionary.extend_from_slice(text(rank));
    }
    let dictionary_page = chunk.write(&dictionary, |buf| Page::DictionaryPage {
        buf: buf.into(),
        num_values: used.len() as u32,
        encoding: Encoding::PLAIN,
        is_sorted: true,
    })?;

    let nullable = column.max_def_level() > 0;
    let bits = used.len().checked_sub(1).map_or(0, |highest| usize::BITS - highest.leading_zeros()) as u8;
    let mut extents = Vec::new();
    let mut offsets = OffsetIndexBuilder::new();
    let mut first_data_page = None;
    let (mut page, mut numbers, mut levels) = (Vec::new(), Vec::new(), Vec::new());
    for from in (0..keys.len()).step_by(PAGE_ROWS) {
        let rows = from..(from + PAGE_ROWS).min(keys.len());
        let count = rows.len();
        page.clear();
        numbers.clear();
        if nullable {
            levels.clear();
            levels.extend(rows.clone().map(|row| u32::from(present(row))));
            let start = page.len();
            page.extend_from_slice(&[0; 4]);
            pack(&levels, 1, &mut page);
            let length = (page.len() - start - 4) as u32;
            page[start..start + 4].copy_from_slice(&length.to_le_bytes());
            numbers.extend(rows.filter(|&row| present(row)).map(|row| ranks[keys.value(row) as usize]));
        } else {
            numbers.extend(keys.values()[rows].iter().map(|&key| ranks[key as usize]));
        }
        page.push(bits);
        pack(&numbers, bits, &mut page);
        extents.push(Extent { range: range(&numbers), nulls: count - numbers.len() });
        let written = chunk.write(&page, |buf| Page::DataPage {
            buf: buf.into(),
            num_values: count as u32,
            encoding: Encoding::RLE_DICTIONARY,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        })?;
        first_data_page.get_or_insert(written.offset);
        offsets.append_row_count(count as i64);
        offsets.append_offset_and_size(written.offset as i64, written.compressed_size as i32);
    }

    let mut index = ColumnIndexBuilder::new(Type::BYTE_ARRAY);
    for extent in &extents {
        let (least, most) = extent.range.map_or((Vec::new(), Vec::new()), |(least, most)| (text(least).to_vec(), text(most).to_vec()));
        index.append(extent.range.is_none(), least, most, extent.nulls as i64);
    }
    index.set_boundary_order(order(&extents));
    let whole = extents.iter().filter_map(|extent| extent.range).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let limit = |rank: u32| ByteArray::from(text(rank).to_vec());
    let nulls = extents.iter().map(|extent| extent.nulls as u64).sum();
    let statistics =
        ValueStatistics::new(whole.map(|(least, _)| limit(least)), whole.map(|(_, most)| limit(most)), None, Some(nulls), false);

    let (compressed, uncompressed) = (chunk.compressed, chunk.uncompressed);
    let pages = |page_type, encoding, count| PageEncodingStats { page_type, encoding, count };
    let metadata = ColumnChunkMetaData::builder(column.clone())
        .set_compression(Compression::ZSTD(level))
        .set_encodings(vec![Encoding::PLAIN, Encoding::RLE, Encoding::RLE_DICTIONARY])
        .set_page_encoding_stats(vec![
            pages(PageType::DICTIONARY_PAGE, Encoding::PLAIN, 1),
            pages(PageType::DATA_PAGE, Encoding::RLE_DICTIONARY, extents.len() as i32),
        ])
        .set_total_compressed_size(compressed as i64)
        .set_total_uncompressed_size(uncompressed as i64)
        .set_num_values(keys.len() as i64)
        .set_dictionary_page_offset(Some(dictionary_page.offset as i64))
        .set_data_page_offset(first_data_page.unwrap_or(compressed as u64) as i64)
        .set_statistics(Statistics::from(statistics))
        .build()?;
    let bytes = sink.into_inner()?;
    let close = ColumnCloseResult {
        bytes_written: bytes.len() as u64,
        rows_written: keys.len() as u64,
        metadata,
        bloom_filter: None,
        column_index: Some(index.build()?),
        offset_index: Some(offsets.build()),
    };
    Ok((bytes, close))
}

/// The pages of a chunk, one after the other.
struct Chunk<'a> {
    pages: SerializedPageWriter<'a, Vec<u8>>,
    compressor: zstd::bulk::Compressor<'static>,
    compressed: usize,
    uncompressed: usize,
}

impl Chunk<'_> {
    fn write(&mut self, content: &[u8], page: impl FnOnce(Vec<u8>) -> Page) -> Result<PageWriteSpec, ParquetError> {
        let page = CompressedPage::new(page(self.compressor.compress(content)?), content.len());
        let written = self.pages.write_page(page)?;
        self.compressed += written.compressed_size;
        self.uncompressed += written.uncompressed_size;
        Ok(written)
    }
}

fn range(numbers: &[u32]) -> Option<(u32, u32)> {
    let (&first, rest) = numbers.split_first()?;
    Some(rest.iter().fold((first, first), |(least, most), &number| (least.min(number), most.max(number))))
}

/// Whether the pages' smallest and largest codes only rise or only fall, which lets a reader search instead of scan.
fn order(extents: &[Extent]) -> BoundaryOrder {
    let ranges: Vec<_> = extents.iter().filter_map(|extent| extent.range).collect();
    let never = |wrong: Ordering| ranges.windows(2).all(|pair| pair[0].0.cmp(&pair[1].0) != wrong && pair[0].1.cmp(&pair[1].1) != wrong);
    match (never(Ordering::Greater), never(Ordering::Less)) {
        (true, _) => BoundaryOrder::ASCENDING,
        (_, true) => BoundaryOrder::DESCENDING,
        _ => BoundaryOrder::UNORDERED,
    }
}

/// Appends numbers below 2^`bits` in Parquet's hybrid of runs and packed bits.
///
/// Each stretch has a header: an even one is a run (its length doubled, then the number in whole bytes), an odd one says how many groups
/// of eight packed numbers follow. Only the last group may be filled up, with zeros, so a stretch of packed numbers ends at a run or at
/// the end of the page.
fn pack(numbers: &[u32], bits: u8, out: &mut Vec<u8>) {
    let run_at = |from: usize| numbers[from..].iter().take_while(|&&number| number == numbers[from]).count();
    let starts_run = |from: usize| {
        numbers.len() - from >= SHORTEST_RUN && numbers[from..from + SHORTEST_RUN].iter().all(|&number| number == numbers[from])
    };
    let mut from = 0;
    while from < numbers.len() {
        if starts_run(from) {
            let run = run_at(from);
            varint((run as u64) << 1, out);
            out.extend_from_slice(&numbers[from].to_le_bytes()[..usize::from(bits).div_ceil(8)]);
            from += run;
            continue;
        }
        let mut to = from;
        while to < numbers.len() && !starts_run(to) {
            to = (to + 8).min(numbers.len());
        }
        varint(((to - from).div_ceil(8) as u64) << 1 | 1, out);
        for group in numbers[from..to].chunks(8) {
            // Eight numbers of `bits` bits are exactly `bits` bytes.
            let mut held = 0u64;
            let mut filled = 0;
            for index in 0..8 {
                held |= u64::from(group.get(index).copied().unwrap_or(0)) << filled;
                filled += u32::from(bits);
                while filled >= 8 {
                    out.push(held as u8);
                    held >>= 8;
                    filled -= 8;
                }
            }
        }
        from = to;
    }
}

/// A number seven bits at a time, the lowest first.
fn varint(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads what [`pack`] wrote, by the specification.
    fn unpack(mut bytes: &[u8], bits: u8, count: usize) -> Vec<u32> {
        let mut numbers = Vec::new();
        while numbers.len() < count {
            let (mut header, mut shift) = (0u64, 0);
            loop {
                let byte = bytes[0];
                bytes = &bytes[1..];
                header |= u64::from(byte & 0x7f) << shift;
                shift += 7;
                if byte < 0x80 {
                    break;
                }
            }
            if header & 1 == 0 {
                let width = usize::from(bits).div_ceil(8);
                let mut number = [0; 4];
                number[..width].copy_from_slice(&bytes[..width]);
                bytes = &bytes[width..];
                numbers.extend(std::iter::repeat_n(u32::from_le_bytes(number), (header >> 1) as usize));
            } else {
                let packed = (header >> 1) as usize * 8;
                let bit = |at: usize| u32::from(bytes[at / 8] >> (at % 8) & 1);
                let width = usize::from(bits);
                numbers.extend((0..packed).map(|n| (0..width).map(|b| bit(n * width + b) << b).sum::<u32>()));
                bytes = &bytes[packed * width / 8..];
            }
        }
        assert!(bytes.is_empty());
        numbers.truncate(count);
        numbers
    }

    #[test]
    fn the_specifications_own_example() {
        // 0 to 7 in three bits, from the description of the format.
        let mut out = Vec::new();
        pack(&[0, 1, 2, 3, 4, 5, 6, 7], 3, &mut out);
        assert_eq!(out, [0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010]);
        // A long run is its doubled length and one byte.
        let mut out = Vec::new();
        pack(&[1; 300], 1, &mut out);
        assert_eq!(out, [0b1101_1000, 0b100, 1]);
    }

    #[test]
    fn one_code_takes_no_bits() {
        let mut out = Vec::new();
        pack(&[0; 5], 0, &mut out);
        assert_eq!(unpack(&out, 0, 5), [0; 5]);
        let mut out = Vec::new();
        pack(&[0; 50], 0, &mut out);
        assert_eq!(out, [100]);
    }

    proptest! {
        #[test]
        fn what_is_packed_can_be_unpacked(runs in prop::collection::vec((any::<u32>(), 1usize..30), 0..40), bits in 0u8..=20) {
            let numbers: Vec<u32> = runs.iter().flat_map(|&(number, run)| std::iter::repeat_n(number & ((1 << bits) - 1), run)).collect();
            let mut out = Vec::new();
            pack(&numbers, bits, &mut out);
            prop_assert_eq!(unpack(&out, bits, numbers.len()), numbers);
        }
    }
}
