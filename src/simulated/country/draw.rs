//! Chance by topic and keys, and the splitting of whole numbers.

/// Draws by what a figure is about.
#[derive(Debug, Clone)]
pub(super) struct Draw {
    seed: u64,
}

impl Draw {
    pub(super) fn new(seed: u64) -> Draw {
        Draw { seed }
    }

    /// A number from 0 up to 1 that belongs to the topic and the keys.
    pub(super) fn chance(&self, topic: &str, keys: &[u64]) -> f64 {
        (self.bits(topic, keys) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// `length` letters and digits, a letter first.
    pub(super) fn code(&self, topic: &str, length: usize) -> String {
        const SIGNS: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        let sign = |at: usize| {
            let of = if at == 0 { 26 } else { SIGNS.len() as u64 };
            char::from(SIGNS[(self.bits(topic, &[at as u64]) % of) as usize])
        };
        (0..length).map(sign).collect()
    }

    /// The topic by FNV-1a, then a step of splitmix64 for it and for each key.
    fn bits(&self, topic: &str, keys: &[u64]) -> u64 {
        let topic = topic.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3));
        keys.iter().fold(mixed(mixed(self.seed, 0), topic), |state, key| mixed(state, *key))
    }
}

fn mixed(state: u64, key: u64) -> u64 {
    let z = (state ^ key).wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Splits a whole number by weights, exactly.
pub fn shared(whole: f64, weights: &[f64]) -> Vec<i64> {
    let all: f64 = weights.iter().sum();
    let (mut weight_so_far, mut so_far) = (0.0, 0_i64);
    let share = |weight: &f64| {
        weight_so_far += weight;
        let until = (whole * weight_so_far / all).round() as i64;
        until - std::mem::replace(&mut so_far, until)
    };
    weights.iter().map(share).collect()
}
