//! A page's drawing (ISO 32000-1, sections 8 and 9): where each piece of text and each ruled line stands.

use std::collections::HashMap;
use std::rc::Rc;

use hayro_syntax::content::{Instruction, UntypedIter};
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};
use hayro_syntax::xref::XRef;

use super::font::Font;
use super::{Budget, Why, data, guard, items};

/// Drawings within drawings, and how many of them one page may call.
const MAX_FORM_DEPTH: usize = 8;
const MAX_FORMS: usize = 500;
/// Most drawing steps, pieces and ruled lines of one page.
const MAX_STEPS: usize = 2_000_000;
const MAX_PIECES: usize = 50_000;
const MAX_RULES: usize = 4_000;
const MAX_STATES: usize = 256;
/// The thickest that a filled rectangle may be to count as a line, points.
const RULE_WIDTH: f64 = 3.0;

/// An affine map `x' = ax + cy + e`, `y' = bx + dy + f`.
#[derive(Clone, Copy)]
pub(super) struct Matrix([f64; 6]);

impl Matrix {
    const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn shift(x: f64, y: f64) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// First this one, then the other.
    fn then(&self, next: &Matrix) -> Matrix {
        let (m, n) = (&self.0, &next.0);
        Matrix([
            m[0] * n[0] + m[1] * n[2],
            m[0] * n[1] + m[1] * n[3],
            m[2] * n[0] + m[3] * n[2],
            m[2] * n[1] + m[3] * n[3],
            m[4] * n[0] + m[5] * n[2] + n[4],
            m[4] * n[1] + m[5] * n[3] + n[5],
        ])
    }

    pub(super) fn apply(&self, x: f64, y: f64) -> (f64, f64) {
        let m = &self.0;
        (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])
    }

    /// How long a unit along the text's height becomes.
    fn height(&self) -> f64 {
        self.0[2].hypot(self.0[3])
    }
}

/// A piece of text on one base line; points from the lower left corner of the page, held so that it can be read.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) base: f64,
    pub(super) size: f64,
    /// Quarter turns to the left that it is written at; 0 is as the page is held.
    pub(super) turn: u8,
    /// It is what a field holds, and never runs together with the words beside it.
    pub(super) apart: bool,
}

/// A line along one axis, with `from < to`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub(super) horizontal: bool,
    /// Its place across: y of a horizontal one.
    pub(super) at: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

#[derive(Clone)]
struct State {
    map: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    letter_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// What one page draws.
pub(super) struct Drawing<'a> {
    xref: &'a XRef,
    state: State,
    states: Vec<State>,
    text_map: Matrix,
    line_map: Matrix,
    /// Corners of the open path, one list a stretch.
    path: Vec<Vec<(f64, f64)>>,
    pieces: Vec<Piece>,
    rules: Vec<Rule>,
    fonts: HashMap<ObjectIdentifier, Rc<Font>>,
    forms: usize,
    steps: usize,
    /// How many letters may still be shown.
    letters_left: usize,
    pub(super) page_map: Matrix,
}

impl<'a> Drawing<'a> {
    /// An empty page on which at most so many letters are shown.
    pub(super) fn new(xref: &'a XRef, letters: usize) -> Drawing<'a> {
        let state = State {
            map: Matrix::IDENTITY,
            font: None,
            size: 0.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        Drawing {
            xref,
            state,
            states: Vec::new(),
            text_map: Matrix::IDENTITY,
            line_map: Matrix::IDENTITY,
            path: Vec::new(),
            pieces: Vec::new(),
            rules: Vec::new(),
            fonts: HashMap::new(),
            forms: 0,
            steps: 0,
            letters_left: letters,
            page_map: Matrix::IDENTITY,
        }
    }

    /// The pieces, the ruled lines, and how many letters are left.
    pub(super) fn finish(self) -> (Vec<Piece>, Vec<Rule>, usize) {
        (self.pieces, self.rules, self.letters_left)
    }

    /// A piece that the page's own drawing does not have, such as what is typed into a field.
    pub(super) fn add(&mut self, piece: Piece) {
        if self.pieces.len() < MAX_PIECES && !piece.text.trim().is_empty() {
            self.pieces.push(piece);
        }
    }

    /// Walks through the drawing of a page.
    pub(super) fn page(&mut self, page: &Page<'a>, budget: &mut Budget) -> Result<(), Why> {
        self.page_map = Matrix(page.initial_transform(false).as_coeffs());
        self.state.map = self.page_map;
        let mut bytes = Vec::new();
        let contents: Option<Object<'a>> = page.raw().get("Contents");
        let streams: Vec<Stream<'a>> = match contents {
            Some(Object::Stream(stream)) => vec![stream],
            Some(Object::Array(array)) => items(&array, self.xref).filter_map(Object::into_stream).collect(),
            _ => Vec::new(),
        };
        for stream in streams {
            bytes.extend(data(&stream, budget)?.unwrap_or_default());
            bytes.push(b' ');
        }
        self.draw(bytes, page.resources(), 0, budget)
    }

    fn draw(
        &mut self,
        bytes: Vec<u8>,
        resources: &Resources<'a>,
        depth: usize,
        budget: &mut Budget,
    ) -> Result<(), Why> {
        let bytes = guard::without_pictures(bytes);
        let mut steps = UntypedIter::new(&bytes);
        while let Some(step) = steps.next() {
            self.steps += 1;
            if self.steps > MAX_STEPS || self.letters_left == 0 {
                return Err(Why::TooLarge);
            }
            if &**step.operator == b"Do" {
                self.form(&step, resources, depth, budget)?;
            } else if !self.text_step(&step, resources, budget)? {
                self.path_step(&step);
            }
        }
        Ok(())
    }

    /// A drawing that this one calls by name (section 8.10).
    fn form(
        &mut self,
        step: &Instruction<'_, '_>,
        resources: &Resources<'a>,
        depth: usize,
        budget: &mut Budget,
    ) -> Result<(), Why> {
        let Some(form) = name(step).and_then(|name| resources.get_x_object(name)) else { return Ok(()) };
        let dict = form.dict();
        let is_form = dict.get::<Name<'_>>("Subtype").is_some_and(|kind| &*kind == b"Form");
        if !is_form || depth >= MAX_FORM_DEPTH || self.forms >= MAX_FORMS {
            return Ok(());
        }
        self.forms += 1;
        let Some(bytes) = data(&form, budget)? else { return Ok(()) };
        let own = dict.get::<Dict<'a>>("Resources").map(Resources::new);
        let outside = self.state.clone();
        let maps = (self.text_map, self.line_map);
        if let Some(matrix) = dict.get::<Array<'a>>("Matrix").and_then(|array| matrix(&array)) {
            self.state.map = matrix.then(&self.state.map);
        }
        self.draw(bytes, own.as_ref().unwrap_or(resources), depth + 1, budget)?;
        self.state = outside;
        (self.text_map, self.line_map) = maps;
        Ok(())
    }

    /// A step that sets or shows text (section 9.4). True where it was one.
    fn text_step(
        &mut self,
        step: &Instruction<'_, '_>,
        resources: &Resources<'a>,
        budget: &mut Budget,
    ) -> Result<bool, Why> {
        let n = numbers(step);
        match &**step.operator {
            b"BT" => (self.text_map, self.line_map) = (Matrix::IDENTITY, Matrix::IDENTITY),
            b"Tf" => {
                self.state.size = n[0];
                self.state.font = match name(step) {
                    Some(name) => self.font(name, resources, budget)?,
                    None => None,
                };
            }
            b"Tc" => self.state.letter_space = n[0],
            b"Tw" => self.state.word_space = n[0],
            b"Tz" => self.state.stretch = n[0] / 100.0,
            b"TL" => self.state.leading = n[0],
            b"Ts" => self.state.rise = n[0],
            b"Td" => self.next_line(n[0], n[1]),
            b"TD" => {
                self.state.leading = -n[1];
                self.next_line(n[0], n[1]);
            }
            b"Tm" => {
                self.line_map = Matrix(n);
                self.text_map = self.line_map;
            }
            b"T*" => self.next_line(0.0, -self.state.leading),
            b"Tj" => self.show_all(step),
            b"'" => {
                self.next_line(0.0, -self.state.leading);
                self.show_all(step);
            }
            b"\"" => {
                (self.state.word_space, self.state.letter_space) = (n[0], n[1]);
                self.next_line(0.0, -self.state.leading);
                self.show_all(step);
            }
            b"TJ" => self.show_all(step),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line_map = Matrix::shift(x, y).then(&self.line_map);
        self.text_map = self.line_map;
    }

    /// Shows the strings of a step; numbers between them move what follows (section 9.4.3).
    fn show_all(&mut self, step: &Instruction<'_, '_>) {
        for operand in step.operands() {
            match operand {
                Object::String(text) => self.show(text.as_bytes()),
                Object::Array(array) => {
                    for item in array.iter::<Object<'_>>() {
                        match item {
                            Object::String(text) => self.show(text.as_bytes()),
                            Object::Number(back) => {
                                let x = -back.as_f64() / 1000.0 * self.state.size * self.state.stretch;
                                self.text_map = Matrix::shift(x, 0.0).then(&self.text_map);
                            }
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, codes: &[u8]) {
        let Some(font) = self.state.font.clone() else { return };
        self.letters_left = self.letters_left.saturating_sub(codes.len());
        let state = &self.state;
        let mut text = String::new();
        let mut width = 0.0;
        font.read(codes, |letters, letter_width, is_space| {
            text.push_str(letters);
            let space = state.letter_space + if is_space { state.word_space } else { 0.0 };
            width += (letter_width / 1000.0 * state.size + space) * state.stretch;
        });
        let map = Matrix::shift(0.0, state.rise).then(&self.text_map).then(&state.map);
        let (x0, y0) = map.apply(0.0, 0.0);
        let (x1, y1) = map.apply(width.max(0.01), 0.0);
        let size = map.height() * state.size.abs();
        self.text_map = Matrix::shift(width, 0.0).then(&self.text_map);
        let turn = match (x1 - x0, y1 - y0) {
            (across, up) if up.abs() <= across.abs() => {
                if across >= 0.0 {
                    0
                } else {
                    2
                }
            }
            (_, up) => {
                if up > 0.0 {
                    1
                } else {
                    3
                }
            }
        };
        let (left, base, right) = match turn {
            0 => (x0, y0, x1),
            1 => (y0, -x0, y1),
            2 => (-x0, -y0, -x1),
            _ => (-y0, x0, -y1),
        };
        let real = [left, right, base, size].iter().all(|number| number.is_finite());
        if real && size > 0.1 && !text.is_empty() && self.pieces.len() < MAX_PIECES {
            self.pieces.push(Piece { text, left, right, base, size, turn, apart: false });
        }
    }

    fn font(
        &mut self,
        name: &Name<'_>,
        resources: &Resources<'a>,
        budget: &mut Budget,
    ) -> Result<Option<Rc<Font>>, Why> {
        let Some(dict) = resources.get_font(name) else { return Ok(None) };
        if let Some(known) = dict.obj_id().and_then(|id| self.fonts.get(&id)) {
            return Ok(Some(known.clone()));
        }
        let font = Rc::new(Font::new(&dict, self.xref, budget)?);
        if let Some(id) = dict.obj_id() {
            self.fonts.insert(id, font.clone());
        }
        Ok(Some(font))
    }

    /// A step that moves the map or builds or paints a path (sections 8.4 and 8.5).
    fn path_step(&mut self, step: &Instruction<'_, '_>) {
        let n = numbers(step);
        match &**step.operator {
            b"q" if self.states.len() < MAX_STATES => self.states.push(self.state.clone()),
            b"Q" => self.state = self.states.pop().unwrap_or_else(|| self.state.clone()),
            b"cm" => self.state.map = Matrix(n).then(&self.state.map),
            b"m" => self.corner(true, n[0], n[1]),
            b"l" => self.corner(false, n[0], n[1]),
            b"c" => self.corner(false, n[4], n[5]),
            b"v" | b"y" => self.corner(false, n[2], n[3]),
            b"h" => self.close_path(),
            b"re" => {
                let [x, y, width, height, ..] = n;
                for (place, (x, y)) in
                    [(x, y), (x + width, y), (x + width, y + height), (x, y + height)].into_iter().enumerate()
                {
                    self.corner(place == 0, x, y);
                }
                self.close_path();
            }
            b"S" => self.paint(true),
            b"s" => {
                self.close_path();
                self.paint(true);
            }
            b"B" | b"B*" | b"b" | b"b*" => {
                self.close_path();
                self.paint(true);
            }
            b"f" | b"F" | b"f*" => self.paint(false),
            b"n" => self.path.clear(),
            _ => {}
        }
    }

    fn corner(&mut self, first: bool, x: f64, y: f64) {
        let point = self.state.map.apply(x, y);
        if self.path.len() > MAX_RULES {
            return;
        }
        match self.path.last_mut() {
            Some(stretch) if !first && stretch.len() < MAX_RULES => stretch.push(point),
            Some(_) if !first => {}
            _ => self.path.push(vec![point]),
        }
    }

    fn close_path(&mut self) {
        if let Some(stretch) = self.path.last_mut()
            && let Some(first) = stretch.first().copied()
        {
            stretch.push(first);
        }
    }

    /// A stroke draws lines along its corners; a fill is a line where it is thin.
    fn paint(&mut self, stroke: bool) {
        for stretch in std::mem::take(&mut self.path) {
            if stroke {
                for pair in stretch.windows(2) {
                    if let [from, to] = *pair {
                        self.rule(from, to, 0.5);
                    }
                }
                continue;
            }
            let span = |pick: fn(&(f64, f64)) -> f64| {
                let values = stretch.iter().map(pick);
                values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)))
            };
            let ((left, right), (bottom, top)) = (span(|point| point.0), span(|point| point.1));
            self.rule((left, bottom), (right, top), RULE_WIDTH);
        }
    }

    fn rule(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64), thickest: f64) {
        let (width, height) = ((x1 - x0).abs(), (y1 - y0).abs());
        let real = width.is_finite() && height.is_finite();
        let horizontal = width >= height;
        if !real || width.min(height) > thickest || width.max(height) < 2.0 || self.rules.len() >= MAX_RULES {
            return;
        }
        self.rules.push(match horizontal {
            true => Rule { horizontal, at: (y0 + y1) / 2.0, from: x0.min(x1), to: x0.max(x1) },
            false => Rule { horizontal, at: (x0 + x1) / 2.0, from: y0.min(y1), to: y0.max(y1) },
        });
    }
}

/// The numbers of a step, the missing ones 0.
fn numbers(step: &Instruction<'_, '_>) -> [f64; 6] {
    let mut numbers = [0.0; 6];
    let given = step.operands().filter_map(|one| match one {
        Object::Number(number) => Some(number.as_f64()),
        _ => None,
    });
    for (place, number) in numbers.iter_mut().zip(given) {
        *place = number;
    }
    numbers
}

fn name<'b, 'a>(step: &Instruction<'b, 'a>) -> Option<&'b Name<'a>> {
    step.operands().find_map(|one| match one {
        Object::Name(name) => Some(name),
        _ => None,
    })
}

fn matrix(array: &Array<'_>) -> Option<Matrix> {
    let numbers: Vec<f64> = array.iter::<f64>().take(6).collect();
    numbers.try_into().ok().map(Matrix)
}
