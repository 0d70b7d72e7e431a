//! The publishers' error answers in words: every one has its own form.

use serde_json::Value;

/// How much of a publisher's own text is repeated.
const LONGEST: usize = 240;

/// A status other than 200 and 304, with what the body says about it.
pub fn describe(status: u16, body: &[u8]) -> String {
    let meaning = meaning(status);
    match said(body) {
        Some(said) => format!("svarte {status} ({meaning}): {said}"),
        None => format!("svarte {status} ({meaning})"),
    }
}

/// A web page by its title.
pub fn describe_html(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(64 << 10)]);
    let lower = text.to_ascii_lowercase();
    let title = lower.find("<title").and_then(|start| {
        let from = start + lower[start..].find('>')? + 1;
        let to = from + lower[from..].find("</title")?;
        text.get(from..to)
    });
    match title.map(tidy).filter(|title| !title.is_empty()) {
        Some(title) => format!("en HTML-side («{title}»)"),
        None => "en HTML-side".to_owned(),
    }
}

fn meaning(status: u16) -> &'static str {
    match status {
        400 => "spørringen ble ikke forstått",
        401 | 407 => "krever innlogging",
        403 => "ikke tillatt",
        404 => "finnes ikke",
        405 => "metoden er ikke tillatt",
        406 => "formatet finnes ikke",
        408 | 504 => "utgiveren brukte for lang tid",
        410 => "finnes ikke lenger",
        413 | 414 => "spørringen er for stor",
        429 => "for mange spørringer",
        500 => "feil hos utgiveren",
        502 => "feil i leddet foran utgiveren",
        503 => "utilgjengelig",
        _ if status < 400 => "viste videre til en annen adresse",
        _ if status < 500 => "avvist",
        _ => "uventet status",
    }
}

/// What the body says, where it has a form that is known: SSB's `title`, Udir's `melding`, FHI's `status`, the old PxWeb's `error`, a page.
fn said(body: &[u8]) -> Option<String> {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
    if text.first() == Some(&b'<') {
        return Some(describe_html(text));
    }
    let value: Value = serde_json::from_slice(text).ok()?;
    let field = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    let parts = match (field("title"), field("melding")) {
        (Some(title), _) => vec![field("type").filter(|kind| !kind.contains("://")), Some(title), field("detail")],
        (None, Some(message)) => vec![field("feiltype"), Some(message)],
        (None, None) => vec![field("status").or_else(|| field("error")).or_else(|| field("message"))],
    };
    let said: Vec<String> = parts.into_iter().flatten().map(tidy).collect();
    (!said.is_empty()).then(|| said.join(": "))
}

/// One line of reasonable length, without what could be somebody's address or national identity number.
fn tidy(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().map(|word| if is_personal(word) { "(…)" } else { word }).collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

fn is_personal(word: &str) -> bool {
    word.contains('@') || word.chars().filter(char::is_ascii_digit).count() == 11
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_publishers_form_of_an_error_is_understood() {
        let ssb = br#"{"type":"Parameter error","title":"Non-existent variable","status":400}"#;
        assert_eq!(describe(400, ssb), "svarte 400 (spørringen ble ikke forstått): Parameter error: Non-existent variable");
        let udir = r#"{"kode":400,"feiltype":"Feil i forespørselen","melding":"Filter må oppgis!","tilleggsinfo":"Se https://x"}"#;
        assert_eq!(describe(400, udir.as_bytes()), "svarte 400 (spørringen ble ikke forstått): Feil i forespørselen: Filter må oppgis!");
        let fhi = "\u{feff}{\"status\":\"Dimension GEO is missing\"}";
        assert_eq!(describe(400, fhi.as_bytes()), "svarte 400 (spørringen ble ikke forstått): Dimension GEO is missing");
        assert_eq!(describe(403, br#"{"error":"Too many values selected"}"#), "svarte 403 (ikke tillatt): Too many values selected");
        assert_eq!(describe(503, b""), "svarte 503 (utilgjengelig)");
        assert_eq!(
            describe(502, b"<html><TITLE>Bad Gateway</TITLE>"),
            "svarte 502 (feil i leddet foran utgiveren): en HTML-side («Bad Gateway»)"
        );
    }

    #[test]
    fn personal_data_and_long_texts_are_left_out() {
        let text = format!(r#"{{"error":"spør kari.nordmann@x.no om 01010112345 {}"}}"#, "æ".repeat(500));
        let message = describe(400, text.as_bytes());
        assert!(message.contains("spør (…) om (…) æ"), "{message}");
        assert!(message.chars().count() < 300, "{message}");
        assert_eq!(describe(500, "Kari Nordmann, fri tekst".as_bytes()), "svarte 500 (feil hos utgiveren)");
    }
}
