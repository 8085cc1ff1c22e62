//! RTF as tokens (RTF 1.9.1, "Conventions of an RTF Reader"): linear, without copying.

/// Longest name of a control word that is looked at; longer ones are no words of any version.
const LONGEST_WORD: usize = 32;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    Open,
    Close,
    /// `\word` with its number, where there is one.
    Word(&'a str, Option<i32>),
    /// `\` and a character that is no letter.
    Symbol(u8),
    /// `\'xx`.
    Hex(u8),
    /// A run without control characters and line ends.
    Text(&'a [u8]),
}

pub struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Tokens { rest: bytes }
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(count).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }

    /// What follows a backslash.
    fn control(&mut self) -> Option<Token<'a>> {
        let first = *self.rest.first()?;
        if !first.is_ascii_alphabetic() {
            self.take(1);
            if first != b'\'' {
                return Some(Token::Symbol(first));
            }
            let digits = std::str::from_utf8(self.rest.get(..2)?).ok();
            let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
            if byte.is_some() {
                self.take(2);
            }
            return Some(byte.map_or(Token::Text(&[]), Token::Hex));
        }
        let letters = self.rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = self.take(letters);
        let sign = usize::from(self.rest.first() == Some(&b'-'));
        let digits = self.rest.iter().skip(sign).take_while(|byte| byte.is_ascii_digit()).count();
        let number = if digits == 0 { &[] } else { self.take(sign + digits) };
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        let value = std::str::from_utf8(number).ok().and_then(|text| text.parse::<i32>().ok());
        let word = if word.len() > LONGEST_WORD { "" } else { std::str::from_utf8(word).unwrap_or_default() };
        if word == "bin" {
            self.take(value.and_then(|count| usize::try_from(count).ok()).unwrap_or_default());
        }
        Some(Token::Word(word, value))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let special = |byte: &u8| matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0);
            let run = self.rest.iter().position(special).unwrap_or(self.rest.len());
            if run > 0 {
                return Some(Token::Text(self.take(run)));
            }
            match self.take(1).first()? {
                b'{' => return Some(Token::Open),
                b'}' => return Some(Token::Close),
                b'\\' => return self.control(),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_bytes_are_told_apart() {
        let tokens: Vec<Token<'_>> =
            Tokens::new(b"{\\rtf1 a\r\nb\\'e5\\u-10 ?\\*\\bin3 {}}x\\'zz}").collect();
        let wanted = [
            Token::Open,
            Token::Word("rtf", Some(1)),
            Token::Text(b"a"),
            Token::Text(b"b"),
            Token::Hex(0xe5),
            Token::Word("u", Some(-10)),
            Token::Text(b"?"),
            Token::Symbol(b'*'),
            Token::Word("bin", Some(3)),
            Token::Text(b"x"),
            Token::Text(b""),
            Token::Text(b"zz"),
            Token::Close,
        ];
        assert_eq!(tokens, wanted);
    }

    #[test]
    fn what_is_cut_off_ends_the_tokens() {
        for text in [&b"\\"[..], b"\\'", b"\\'e", b"\\bin999999999 x", b"\\u-", b""] {
            assert!(Tokens::new(text).count() <= 2, "{text:?}");
        }
    }
}
