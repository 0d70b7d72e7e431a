//! When a dataset's turn is: pure functions of its timetable, of when it was last tried, and of what the clock says.
//!
//! ```text
//! tidsplan ─► Timetable ─┐
//! last tried ────────────┼─► turn: the instant at which to ask the publisher, now at the earliest
//! quiet hours, now ──────┘
//! ```
//!
//! Nothing is kept between two looks at the clock but when a dataset was last tried. However many times were missed, it is therefore due
//! once, and a clock that jumps does no harm.
//!
//! **The clock change** (Europe/Oslo), as croner has it. A timetable of fixed times (minute and hour without `*`) runs once a day: at a
//! time that does not exist, right after the gap; at a time that comes twice, the first time. One with `*` in the minute or hour follows
//! the clock on the wall: what does not exist is left out, and what comes twice runs twice.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Oslo;
use croner::Cron;

/// The five fields, with the values that they can have.
const FIELDS: [(&str, &str); 5] =
    [("minutt", "0–59"), ("time", "0–23"), ("dag i måneden", "1–31"), ("måned", "1–12"), ("ukedag", "0–7, der 1 er mandag")];

/// How long after an expected day of publication it is noticed that nobody has asked.
const PATIENCE_DAYS: i64 = 3;

/// What is expected on a day is there from this hour on: SSB publishes at 08:00, the others in the morning.
const PUBLISHED_HOUR: u32 = 8;

/// Hours of the day in Oslo in which a publisher is left alone: from, and until.
pub type QuietHours = (NaiveTime, NaiveTime);

/// A cron expression of five fields, in Europe/Oslo.
#[derive(Debug, Clone)]
pub struct Timetable {
    /// One, or one for each fixed time of the day: only a single time counts as fixed in croner.
    times: Vec<Cron>,
}

impl Timetable {
    /// Parses the five fields.
    ///
    /// # Errors
    ///
    /// Which field is wrong, and what it can be.
    pub fn parse(text: &str) -> Result<Timetable, String> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        if fields.len() != FIELDS.len() {
            return Err(format!("har {} felt, ventet fem: minutt, time, dag i måneden, måned, ukedag («35 8 * * *»)", fields.len()));
        }
        for (place, (field, (name, values))) in fields.iter().zip(FIELDS).enumerate() {
            let alone: Vec<&str> = (0..FIELDS.len()).map(|other| if other == place { field } else { "*" }).collect();
            if cron(&alone).is_none() {
                return Err(format!("feltet for {name} er «{field}», ventet {values}, en liste, «*» eller «*/n»"));
            }
        }
        let whole = cron(&fields).ok_or("forstås ikke")?;
        let timetable = Timetable { times: fixed_times(&whole, &fields).unwrap_or_else(|| vec![whole]) };
        match timetable.next_after(DateTime::UNIX_EPOCH) {
            Some(_) => Ok(timetable),
            None => Err("inntreffer aldri".to_owned()),
        }
    }

    /// The next time after an instant.
    pub fn next_after(&self, instant: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let from = instant.with_timezone(&Oslo);
        self.times.iter().filter_map(|time| time.find_next_occurrence(&from, false).ok()).min().map(|next| next.to_utc())
    }
}

fn cron(fields: &[&str]) -> Option<Cron> {
    fields.join(" ").parse().ok()
}

/// A timetable for each time of the day, where no minute and no hour is left to the clock.
fn fixed_times(whole: &Cron, fields: &[&str]) -> Option<Vec<Cron>> {
    let (time, days) = fields.split_at_checked(2)?;
    if time.iter().any(|field| field.contains('*')) {
        return None;
    }
    let days = days.join(" ");
    let mut times = Vec::new();
    for hour in (0..24).filter(|hour| whole.pattern.hour_match(*hour).unwrap_or(false)) {
        for minute in (0..60).filter(|minute| whole.pattern.minute_match(*minute).unwrap_or(false)) {
            times.push(format!("{minute} {hour} {days}").parse().ok()?);
        }
    }
    (!times.is_empty()).then_some(times)
}

/// When a dataset's turn is; now, when it is due. None when its timetable has no more times.
///
/// One that was never tried is due. So is one that was last tried in the future: the clock was wrong then.
pub fn turn(timetable: &Timetable, quiet: Option<QuietHours>, tried: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let next = match tried.filter(|tried| *tried <= now) {
        Some(tried) => timetable.next_after(tried)?.max(now),
        None => now,
    };
    Some(quiet.map_or(next, |quiet| after(quiet, next)))
}

/// The instant itself, or the end of the quiet hours that it falls within.
fn after((from, until): QuietHours, instant: DateTime<Utc>) -> DateTime<Utc> {
    let local = instant.with_timezone(&Oslo);
    if local.time() < from || local.time() >= until {
        return instant;
    }
    let end = Oslo.from_local_datetime(&local.date_naive().and_time(until)).earliest();
    end.map_or_else(|| instant + (until - local.time()), |end| end.to_utc())
}

/// What comes next, for people: `2026-11-23 08:35 ssb_07459_folkemengde og 19 til`.
pub fn said(turns: &[(DateTime<Utc>, &str)]) -> Option<String> {
    let first = turns.iter().map(|(at, _)| *at).min()?;
    let mut names = turns.iter().filter(|(at, _)| *at == first).map(|(_, name)| *name);
    let name = names.next()?;
    let more = match names.count() {
        0 => String::new(),
        count => format!(" og {count} til"),
    };
    Some(format!("{} {name}{more}", shown(first)))
}

/// An instant as a clock in Oslo shows it.
pub fn shown(instant: DateTime<Utc>) -> String {
    instant.with_timezone(&Oslo).format("%Y-%m-%d %H:%M").to_string()
}

/// A day of the year, `03-15`.
pub fn day_of_year(text: &str) -> Option<(u32, u32)> {
    // A leap year knows every day.
    let day = NaiveDate::parse_from_str(&format!("2024-{text}"), "%Y-%m-%d").ok()?;
    (text.len() == 5).then_some((day.month(), day.day()))
}

/// The newest day on which new figures were expected, when it passed some days ago and nobody has successfully asked since.
pub fn overdue(expected: &[String], succeeded: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<NaiveDate> {
    let latest = (now - TimeDelta::days(PATIENCE_DAYS + 1)).with_timezone(&Oslo).date_naive();
    let days = expected.iter().filter_map(|text| day_of_year(text));
    let passed = days.flat_map(|(month, day)| [0, 1].map(|ago| NaiveDate::from_ymd_opt(latest.year() - ago, month, day)));
    let newest = passed.flatten().filter(|day| *day <= latest).max()?;
    let published = Oslo.from_local_datetime(&newest.and_hms_opt(PUBLISHED_HOUR, 0, 0)?).earliest()?;
    succeeded.is_none_or(|succeeded| succeeded < published).then_some(newest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn oslo(text: &str) -> DateTime<Utc> {
        let naive = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        Oslo.from_local_datetime(&naive).earliest().unwrap().to_utc()
    }

    fn turn_of(tidsplan: &str, tried: Option<&str>, now: &str) -> String {
        shown(turn(&Timetable::parse(tidsplan).unwrap(), None, tried.map(oslo), oslo(now)).unwrap())
    }

    fn quiet() -> QuietHours {
        (NaiveTime::from_hms_opt(5, 0, 0).unwrap(), NaiveTime::from_hms_opt(8, 15, 0).unwrap())
    }

    /// The runs of a scheduler that looks at the clock every minute, from one instant until another, as UTC and as Oslo's clock show them.
    fn simulate(tidsplan: &str, from: &str, until: &str) -> Vec<String> {
        let timetable = Timetable::parse(tidsplan).unwrap();
        let (mut now, until) = (oslo(from), oslo(until));
        // Tried right before: a dataset that was never tried is due at once.
        let (mut tried, mut runs) = (now - TimeDelta::seconds(1), Vec::new());
        while now < until {
            // The clock of a real loop is never quite on the minute.
            let clock = now + TimeDelta::milliseconds(137);
            if turn(&timetable, None, Some(tried), clock).unwrap() <= clock {
                tried = clock;
                runs.push(clock.with_timezone(&Oslo).format("%d. %H:%M %Z").to_string());
            }
            now += TimeDelta::minutes(1);
        }
        runs
    }

    #[test]
    fn a_job_at_half_past_two_runs_once_on_the_day_when_that_time_does_not_exist() {
        let runs = simulate("30 2 * * *", "2026-03-28 00:00", "2026-03-31 00:00");
        assert_eq!(runs, ["28. 02:30 CET", "29. 03:00 CEST", "30. 02:30 CEST"]);
    }

    #[test]
    fn a_job_at_half_past_two_runs_once_on_the_day_when_that_time_comes_twice() {
        let runs = simulate("30 2 * * *", "2026-10-24 00:00", "2026-10-27 00:00");
        assert_eq!(runs, ["24. 02:30 CEST", "25. 02:30 CEST", "26. 02:30 CET"]);
    }

    #[test]
    fn several_fixed_times_are_each_fixed() {
        let march = simulate("0,30 2,14 * * *", "2026-03-29 00:00", "2026-03-30 00:00");
        assert_eq!(march, ["29. 03:00 CEST", "29. 14:00 CEST", "29. 14:30 CEST"]);
        let october = simulate("30 1-3 * * *", "2026-10-25 00:00", "2026-10-26 00:00");
        assert_eq!(october, ["25. 01:30 CEST", "25. 02:30 CEST", "25. 03:30 CET"]);
    }

    /// This is how croner has it, and what the module's first page says.
    #[test]
    fn a_job_every_half_hour_follows_the_clock_on_the_wall() {
        let march = simulate("*/30 * * * *", "2026-03-29 01:00", "2026-03-29 04:00");
        assert_eq!(march, ["29. 01:00 CET", "29. 01:30 CET", "29. 03:00 CEST", "29. 03:30 CEST"]);
        let october = simulate("*/30 * * * *", "2026-10-25 02:00", "2026-10-25 03:30");
        assert_eq!(october, ["25. 02:00 CEST", "25. 02:30 CEST", "25. 02:00 CET", "25. 02:30 CET", "25. 03:00 CET"]);
        let whole_days = |from, until| simulate("*/30 * * * *", from, until).len();
        assert_eq!(whole_days("2026-03-29 00:00", "2026-03-30 00:00"), 46);
        assert_eq!(whole_days("2026-10-25 00:00", "2026-10-26 00:00"), 50);
    }

    #[test]
    fn a_star_in_one_of_minute_and_hour_is_enough_to_follow_the_wall() {
        assert!(simulate("*/20 2 * * *", "2026-03-29 00:00", "2026-03-30 00:00").is_empty());
        assert_eq!(simulate("*/20 2 * * *", "2026-10-25 00:00", "2026-10-26 00:00").len(), 6);
        assert_eq!(simulate("30 * * * *", "2026-10-25 00:00", "2026-10-26 00:00").len(), 25);
    }

    #[test]
    fn a_missed_time_is_caught_up_with_once() {
        assert_eq!(turn_of("35 8 * * *", Some("2026-11-20 08:35"), "2026-11-23 07:00"), "2026-11-23 07:00", "three were missed");
        assert_eq!(turn_of("35 8 * * *", Some("2026-11-23 07:00"), "2026-11-23 07:01"), "2026-11-23 08:35");
        assert_eq!(turn_of("35 8 * * *", Some("2026-11-22 08:35"), "2026-11-23 08:34"), "2026-11-23 08:35");
        assert_eq!(turn_of("35 8 * * *", Some("2026-11-22 08:35"), "2026-11-23 08:35"), "2026-11-23 08:35");
        assert_eq!(turn_of("40 8 * * 1", Some("2026-11-23 08:40"), "2026-11-23 09:00"), "2026-11-30 08:40", "Mondays");
    }

    #[test]
    fn what_was_never_tried_or_tried_in_the_future_is_due() {
        assert_eq!(turn_of("35 8 * * *", None, "2026-11-23 20:00"), "2026-11-23 20:00");
        assert_eq!(turn_of("35 8 * * *", Some("2031-01-01 00:00"), "2026-11-23 20:00"), "2026-11-23 20:00");
    }

    #[test]
    fn the_quiet_hours_put_off_what_is_due_and_what_comes() {
        let at = |tidsplan: &str, tried: Option<&str>, now: &str| {
            shown(turn(&Timetable::parse(tidsplan).unwrap(), Some(quiet()), tried.map(oslo), oslo(now)).unwrap())
        };
        assert_eq!(at("0 6 * * *", Some("2026-11-22 09:00"), "2026-11-22 10:00"), "2026-11-23 08:15", "what comes");
        assert_eq!(at("35 8 * * *", Some("2026-11-20 08:35"), "2026-11-23 05:00"), "2026-11-23 08:15", "catching up");
        assert_eq!(at("35 8 * * *", None, "2026-11-23 08:14"), "2026-11-23 08:15", "never tried");
        assert_eq!(at("35 8 * * *", None, "2026-11-23 08:15"), "2026-11-23 08:15");
        assert_eq!(at("35 8 * * *", None, "2026-11-23 04:59"), "2026-11-23 04:59");
        assert_eq!(at("35 8 * * *", Some("2026-11-22 08:35"), "2026-11-22 09:00"), "2026-11-23 08:35");
        assert_eq!(at("0 6 * * *", Some("2026-03-28 09:00"), "2026-03-28 10:00"), "2026-03-29 08:15", "the day of the clock change");
    }

    #[test]
    fn a_wrong_expression_names_the_field() {
        let error = |text: &str| Timetable::parse(text).unwrap_err();
        assert_eq!(error("35 25 * * *"), "feltet for time er «25», ventet 0–23, en liste, «*» eller «*/n»");
        assert!(error("61 8 * * *").starts_with("feltet for minutt er «61»"));
        assert!(error("0 8 * * mandag").starts_with("feltet for ukedag er «mandag»"));
        assert!(error("0 8 * 13 *").starts_with("feltet for måned er «13»"));
        assert!(error("0 0 8 * * *").starts_with("har 6 felt, ventet fem"), "no seconds");
        assert!(error("@daily").starts_with("har 1 felt"));
        assert_eq!(error("0 8 30 2 *"), "inntreffer aldri");
        assert!(Timetable::parse("0 8 29 2 *").is_ok() && Timetable::parse("35  8 1-5,15 */2 MON-FRI").is_ok());
    }

    #[test]
    fn what_comes_next_is_said_with_how_many_come_along() {
        let (early, late) = (oslo("2026-11-23 08:35"), oslo("2026-11-23 09:00"));
        assert_eq!(said(&[(late, "c"), (early, "a"), (early, "b")]).unwrap(), "2026-11-23 08:35 a og 1 til");
        assert_eq!(said(&[(late, "c")]).unwrap(), "2026-11-23 09:00 c");
        assert_eq!(said(&[]), None);
    }

    #[test]
    fn a_dataset_is_overdue_when_nobody_asked_after_an_expected_publication() {
        let expected = ["03-15".to_owned(), "06-15".to_owned()];
        let day = |succeeded: &str, now: &str| overdue(&expected, Some(oslo(succeeded)), oslo(now)).map(|day| day.to_string());
        assert_eq!(day("2026-06-15 07:59", "2026-06-19 12:00").as_deref(), Some("2026-06-15"), "asked before it was out");
        assert_eq!(day("2026-06-15 08:35", "2026-06-19 12:00"), None);
        assert_eq!(day("2026-06-10 08:35", "2026-06-18 12:00"), None, "three days are not many");
        assert_eq!(day("2026-03-14 08:35", "2026-06-18 12:00").as_deref(), Some("2026-03-15"), "the one before still counts");
        assert_eq!(day("2025-06-01 08:35", "2026-02-01 12:00").as_deref(), Some("2025-06-15"), "last year's");
        assert_eq!(overdue(&expected, None, oslo("2026-02-01 12:00")).map(|day| day.to_string()).as_deref(), Some("2025-06-15"));
        assert_eq!(overdue(&[], None, oslo("2026-02-01 12:00")), None);
    }

    #[test]
    fn a_day_of_the_year_is_a_month_and_a_day() {
        assert_eq!(day_of_year("03-15"), Some((3, 15)));
        assert_eq!(day_of_year("02-29"), Some((2, 29)));
        for wrong in ["3-15", "15-03", "02-30", "mars", "2026-03-15", ""] {
            assert_eq!(day_of_year(wrong), None, "{wrong}");
        }
    }
}
