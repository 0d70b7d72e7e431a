//! What is measured of pupils: tests, marks, absence, well-being; and of those who teach them.
//!
//! Figures of girls and boys are drawn apart; those of all are their sum or their mean by number.

use super::{Country, Sex};

/// Mean marks in norsk, matematikk and engelsk, standpunkt and written exam.
const MARKS: [[f64; 2]; 3] = [[3.95, 3.55], [3.7, 3.3], [4.1, 3.85]];
/// The springs without exams (autumns before them), because of the pandemic.
const WITHOUT_EXAM: std::ops::RangeInclusive<u16> = 2019..=2021;
/// Shares of young people for whom what FHI's tables from Ungdata count holds: alcohol, depressive symptoms, a friend to confide in,
/// cannabis, a good life (8–10 of 10), painkillers every week, hours on games, on social media and on all screens, other drugs, smoking,
/// snus, truancy.
const YOUTH: [f64; 13] = [0.14, 0.19, 0.90, 0.04, 0.74, 0.17, 0.24, 0.28, 0.35, 0.015, 0.03, 0.04, 0.26];
/// Limits of the levels of mastery on the scale of points (mean 50, standard deviation 10).
const LIMITS_GRADE_5: &[f64] = &[42.5, 56.5];
const LIMITS_LATER: &[f64] = &[37.5, 45.5, 54.5, 62.5];

impl Country {
    /// Participants and mean scale points in a national test (subject 0 engelsk, 1 lesing, 2 regning; grade 5, 8, 9; engelsk not in 9).
    /// None where the school lacks the grade or has no pupils in it.
    pub fn test(&self, school: usize, autumn: u16, subject: usize, grade: u8, sex: Sex) -> Option<(u32, f64)> {
        if !matches!((grade, subject), (5 | 8, 0..=2) | (9, 1 | 2)) {
            return None;
        }
        self.mean_of(sex, |sex| self.test_of(school, autumn, subject, grade, sex))
    }

    fn test_of(&self, school: usize, autumn: u16, subject: usize, grade: u8, sex: Sex) -> Option<(u32, f64)> {
        let pupils = self.some_pupils(school, autumn, grade, sex)?;
        let own = self.luck_of(school);
        let keys = [own, subject as u64, grade.into(), autumn.into(), sex as u64];
        let participants = f64::from(pupils) * (1.0 - 0.09 * self.chance("participants", &keys));
        // Girls read better, boys reckon better; the same test is easier a year later.
        let girl = [-0.3, 1.0, -0.9][subject] * if sex == Sex::Girl { 1.0 } else { -1.0 };
        let level = if grade == 9 { 53.4 } else { 50.0 } + girl;
        let of_municipality = self.chance("score", &[own / 10_000]) - 0.5;
        let of_school = self.chance("score", &[own, grade.into()]) - 0.5;
        let score = level + 3.5 * of_municipality + 6.0 * of_school + 3.0 * (self.chance("score", &keys) - 0.5);
        Some((participants.round() as u32, score))
    }

    /// Pupils on each level of mastery (3 levels in grade 5, 5 in 8 and 9; the rest 0), adding up to the participants.
    pub fn test_levels(&self, school: usize, autumn: u16, subject: usize, grade: u8, sex: Sex) -> Option<[u32; 5]> {
        if sex == Sex::All {
            let [girls, boys] = [Sex::Girl, Sex::Boy].map(|sex| self.test_levels(school, autumn, subject, grade, sex));
            return added(girls, boys);
        }
        let (participants, score) = self.test(school, autumn, subject, grade, sex)?;
        let limits = if grade == 5 { LIMITS_GRADE_5 } else { LIMITS_LATER };
        let mut levels = [0; 5];
        let mut so_far = 0;
        for (level, count) in levels.iter_mut().enumerate().take(limits.len() + 1) {
            // The logistic curve stands for the normal one.
            let below = limits.get(level).map_or(1.0, |limit| 1.0 / (1.0 + (-0.1702 * (limit - score)).exp()));
            let until = (f64::from(participants) * below).round() as u32;
            *count = until - std::mem::replace(&mut so_far, until);
        }
        Some(levels)
    }

    /// Tenth-graders with grades, and their mean grunnskolepoeng (about 42), in the spring after the autumn.
    pub fn points(&self, school: usize, autumn: u16, sex: Sex) -> Option<(u32, f64)> {
        self.mean_of(sex, |sex| {
            let pupils = self.some_pupils(school, autumn, 10, sex)?;
            let keys = [self.luck_of(school), autumn.into(), sex as u64];
            let count = f64::from(pupils) * (1.0 - 0.04 * self.chance("with points", &keys));
            let level = if sex == Sex::Girl { 44.0 } else { 40.0 } + 0.12 * (f64::from(autumn) - 2018.0).min(5.0);
            let of_school = 6.0 * (self.chance("points", &keys[..1]) - 0.5);
            Some((count.round() as u32, level + of_school + 3.0 * (self.chance("points", &keys) - 0.5)))
        })
    }

    /// Pupils and mean mark (1–6) in a subject (0 norsk, 1 matematikk, 2 engelsk) and form (0 standpunkt, 1 skriftlig eksamen). Every
    /// pupil is drawn for one exam; a small school for the same one.
    pub fn mark(&self, school: usize, autumn: u16, subject: usize, form: usize, sex: Sex) -> Option<(u32, f64)> {
        let level = *MARKS.get(subject)?.get(form)?;
        if form == 1 && WITHOUT_EXAM.contains(&autumn) {
            return None;
        }
        self.mean_of(sex, |sex| {
            let pupils = self.some_pupils(school, autumn, 10, sex)?;
            let own = self.luck_of(school);
            let keys = [own, subject as u64, form as u64, autumn.into(), sex as u64];
            let count = match form {
                0 => (f64::from(pupils) * (1.0 - 0.03 * self.chance("with mark", &keys))).round() as u32,
                _ => self.examined(school, autumn, subject, pupils)?,
            };
            let girl = [0.3, 0.1, 0.12][subject] * if sex == Sex::Girl { 1.0 } else { -1.0 };
            let of_school = 0.7 * (self.chance("mark", &[own]) - 0.5) + 0.3 * (self.chance("mark", &[own, subject as u64]) - 0.5);
            Some((count, level + girl + of_school + 0.3 * (self.chance("mark", &keys) - 0.5)))
        })
    }

    /// How many of the pupils have their written exam in the subject; none where all have another.
    fn examined(&self, school: usize, autumn: u16, subject: usize, pupils: u32) -> Option<u32> {
        const LARGE: u32 = 60;
        let third = u32::from(subject as u8);
        if self.pupils(school, autumn, 10, Sex::All) >= LARGE {
            return Some(pupils * (third + 1) / 3 - pupils * third / 3);
        }
        let drawn = (3.0 * self.chance("exam", &[self.luck_of(school), autumn.into()])) as u32;
        (drawn == third).then_some(pupils)
    }

    /// Tenth-graders, and median and mean of days and hours of absence: `(pupils, [median days, median hours, mean days, mean hours])`.
    pub fn absence(&self, school: usize, autumn: u16, sex: Sex) -> Option<(u32, [f64; 4])> {
        if sex == Sex::All {
            let parts = [Sex::Girl, Sex::Boy].map(|sex| self.absence(school, autumn, sex));
            let count: u32 = parts.iter().flatten().map(|(count, _)| count).sum();
            let whole = f64::from(count.max(1));
            let mean = |at: usize| parts.iter().flatten().map(|(count, figures)| f64::from(*count) * figures[at]).sum::<f64>() / whole;
            return parts.iter().any(Option::is_some).then(|| (count, std::array::from_fn(mean)));
        }
        let pupils = self.some_pupils(school, autumn, 10, sex)?;
        let keys = [self.luck_of(school), autumn.into(), sex as u64];
        // There is twice as much of it since the pandemic.
        let (days, hours) = if autumn < 2021 { (3.2, 3.8) } else { (6.2, 7.4) };
        let level = if sex == Sex::Girl { 1.08 } else { 0.92 } * (0.6 + 0.8 * self.chance("absence", &keys[..1]));
        let draw = |figure: u64| level * (0.8 + 0.4 * self.chance("absence", &[keys[0], keys[1], keys[2], figure]));
        let (days, hours) = (days * draw(0), hours * draw(1));
        Some((pupils, [days, hours, days * (1.3 + 0.4 * self.chance("tail", &keys)), hours * (1.4 + 0.5 * self.chance("tail", &keys))]))
    }

    /// Invited, answered and bullied pupils in the survey (grade 7 or 10).
    pub fn survey(&self, school: usize, autumn: u16, grade: u8, sex: Sex) -> Option<(u32, u32, u32)> {
        if !matches!(grade, 7 | 10) {
            return None;
        }
        if sex == Sex::All {
            let parts = [Sex::Girl, Sex::Boy].map(|sex| self.survey(school, autumn, grade, sex));
            let add = |one: (u32, u32, u32), other: (u32, u32, u32)| (one.0 + other.0, one.1 + other.1, one.2 + other.2);
            return parts.into_iter().flatten().reduce(add);
        }
        let pupils = self.some_pupils(school, autumn, grade, sex)?;
        let keys = [self.luck_of(school), grade.into(), autumn.into(), sex as u64];
        let invited = (f64::from(pupils) * (1.0 - 0.03 * self.chance("invited", &keys))).round();
        let answered = (invited * (0.82 + 0.16 * self.chance("answered", &keys))).round();
        let level = if grade == 7 { 0.085 } else { 0.065 } + 0.003 * (f64::from(autumn) - 2021.0).max(0.0);
        let rate = level * (0.4 + 1.2 * self.chance("bullied", &keys[..1]));
        let bullied = (answered * rate + self.chance("bullied", &keys)).floor().min(answered);
        Some((invited as u32, answered as u32, bullied as u32))
    }

    /// How the answers to a question (0–9) fall on the five alternatives, adding up to those who answered.
    pub fn answers(&self, school: usize, autumn: u16, grade: u8, sex: Sex, question: usize) -> Option<[u32; 5]> {
        if sex == Sex::All {
            let [girls, boys] = [Sex::Girl, Sex::Boy].map(|sex| self.answers(school, autumn, grade, sex, question));
            return added(girls, boys);
        }
        let (_, answered, _) = self.survey(school, autumn, grade, sex)?;
        let (own, question) = (self.luck_of(school), question as u64);
        // Weights of the alternatives, the best last: a well-liked question leans further to it.
        let liking = 1.6
            + 0.9 * self.chance("question", &[question])
            + 0.5 * (self.chance("liking", &[own, question]) - 0.5)
            + 0.3 * (self.chance("liking", &[own, question, autumn.into(), sex as u64]) - 0.5);
        let weights: [f64; 5] = std::array::from_fn(|at| liking.powf(at as f64 - if at == 4 { 0.6 } else { 0.0 }));
        let counts = super::shared(f64::from(answered), &weights);
        Some(std::array::from_fn(|at| counts[at] as u32))
    }

    /// Teachers, teacher man-years, teaching man-years and assistant man-years of a school (man-years with one decimal).
    pub fn staff(&self, school: usize, autumn: u16) -> [f64; 4] {
        let pupils = f64::from((1..=10).map(|grade| self.pupils(school, autumn, grade, Sex::All)).sum::<u32>());
        if pupils == 0.0 {
            return [0.0; 4];
        }
        let keys = [self.luck_of(school), autumn.into()];
        let one_decimal = |figure: f64| (figure * 10.0).round() / 10.0;
        // A small school needs more teachers for each pupil.
        let pupils_each = 12.8 * pupils / (pupils + 22.0) * (0.92 + 0.16 * self.chance("man-years", &keys[..1]));
        let teaching = (pupils / pupils_each * (0.97 + 0.06 * self.chance("man-years", &keys))).max(0.5);
        let all = teaching * (1.08 + 0.06 * self.chance("other man-years", &keys));
        let assistants = pupils / 72.0 * (0.5 + self.chance("assistants", &keys));
        [(all * 1.14).ceil(), one_decimal(all), one_decimal(teaching), one_decimal(assistants)]
    }

    /// Pupil hours and teacher hours in ordinary teaching per stage (0: 1–4, 1: 5–7, 2: 8–10); zero where the school lacks the stage.
    pub fn hours(&self, school: usize, autumn: u16, stage: usize) -> (f64, f64) {
        // Grades, hours a year for a pupil, and pupils to a teacher in a large school.
        const STAGES: [(std::ops::RangeInclusive<u8>, f64, f64); 3] = [(1..=4, 789.0, 16.0), (5..=7, 817.0, 17.4), (8..=10, 874.0, 18.1)];
        let Some((grades, hours, group)) = STAGES.get(stage) else { return (0.0, 0.0) };
        let pupils = f64::from(grades.clone().map(|grade| self.pupils(school, autumn, grade, Sex::All)).sum::<u32>());
        if pupils == 0.0 {
            return (0.0, 0.0);
        }
        let keys = [self.luck_of(school), stage as u64, autumn.into()];
        let group =
            group * pupils / (pupils + 9.0) * (0.9 + 0.2 * self.chance("group", &keys[..2])) * (0.97 + 0.06 * self.chance("group", &keys));
        (pupils * hours, (pupils * hours / group.max(1.0)).round())
    }

    /// The share (0–1) of young people for whom something holds (topic 0–12), in a survey year of the municipality (every third one); none
    /// in other years.
    pub fn youth(&self, municipality: usize, year: u16, topic: usize, sex: Sex) -> Option<f64> {
        let place = &self.places.municipalities[municipality];
        let base = *YOUTH.get(topic)?;
        let own = self.places.luck(municipality);
        let first = (3.0 * self.chance("survey year", &[own])) as u16;
        if !place.valid.contains(&year) || !(*self.autumns.start()..=self.autumns.end() + 1).contains(&year) || year % 3 != first {
            return None;
        }
        if sex == Sex::All {
            return Some((self.youth(municipality, year, topic, Sex::Girl)? + self.youth(municipality, year, topic, Sex::Boy)?) / 2.0);
        }
        let girl = if sex == Sex::Girl { 0.12 } else { -0.12 } * (self.chance("youth sex", &[topic as u64]) - 0.5) * 2.0;
        let keys = [own, topic as u64, year.into(), sex as u64];
        let spread = 0.5 * (self.chance("youth", &keys[..2]) - 0.5) + 0.15 * (self.chance("youth", &keys) - 0.5);
        // What nearly all or nearly nobody says varies least.
        Some(base + base.min(1.0 - base) * (spread + girl))
    }

    /// Those who began upper secondary in a year and how many of them completed within five years: `(began, completed)`. By the area of the
    /// municipality, whether or not its number held then.
    pub fn completion(&self, municipality: usize, began: u16, sex: Sex) -> (u32, u32) {
        if sex == Sex::All {
            let [girls, boys] = [Sex::Girl, Sex::Boy].map(|sex| self.completion(municipality, began, sex));
            return (girls.0 + boys.0, girls.1 + boys.1);
        }
        let own = self.places.luck(municipality);
        let keys = [own, began.into(), sex as u64];
        let young = f64::from(self.inhabitants(municipality, 16, sex, began + 1));
        let count = (young * (0.96 + 0.03 * self.chance("began", &keys))).round();
        let rate = if sex == Sex::Girl { 0.84 } else { 0.765 }
            + 0.1 * (self.chance("completed", &keys[..1]) - 0.5)
            + 0.004 * (f64::from(began) - 2016.0).clamp(-6.0, 6.0);
        let completed = (count * (rate + 0.06 * (self.chance("completed", &keys) - 0.5))).round();
        (count as u32, completed as u32)
    }

    /// The key of a school's drawings: the same after a renumbering.
    fn luck_of(&self, school: usize) -> u64 {
        self.lucks[school]
    }

    fn some_pupils(&self, school: usize, autumn: u16, grade: u8, sex: Sex) -> Option<u32> {
        Some(self.pupils(school, autumn, grade, sex)).filter(|pupils| *pupils > 0)
    }

    /// Of one sex as it is; of all, the sum and the mean by number.
    fn mean_of(&self, sex: Sex, of: impl Fn(Sex) -> Option<(u32, f64)>) -> Option<(u32, f64)> {
        if sex != Sex::All {
            return of(sex);
        }
        match [Sex::Girl, Sex::Boy].map(of) {
            [Some((girls, of_girls)), Some((boys, of_boys))] => {
                let all = girls + boys;
                let mean = (f64::from(girls) * of_girls + f64::from(boys) * of_boys) / f64::from(all.max(1));
                Some((all, if all == 0 { of_girls } else { mean }))
            }
            [one, other] => one.or(other),
        }
    }
}

fn added(one: Option<[u32; 5]>, other: Option<[u32; 5]>) -> Option<[u32; 5]> {
    match (one, other) {
        (Some(one), Some(other)) => Some(std::array::from_fn(|at| one[at] + other[at])),
        (one, other) => one.or(other),
    }
}
