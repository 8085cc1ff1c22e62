//! `policy.toml`: the law and the house rules as data. Nothing has a silent default here: a rule that somebody must
//! keep is written down, with its date.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveTime, Weekday};
use serde_json::Value;

use super::tree::{Book, Section};
use super::value::{self, Wrong, wrong};
use super::{regime, retention};
use crate::calendar::{Calendar, Season, Week, YearDay};
use crate::contacts::{Contacts, Organisation, Role};
use crate::policy::*;

/// The commands a reply may hold, by name; each has its line in `[may]`.
pub const COMMANDS: [&str; 44] = [
    "assess",
    "acknowledge",
    "notify_authority",
    "authority_notified",
    "inform_persons",
    "persons_informed",
    "delay_reason",
    "authority_phoned",
    "supplement_sent",
    "classified",
    "submitted",
    "send",
    "notify_lists",
    "assign",
    "measure",
    "measure_propose",
    "measure_done",
    "measure_approve",
    "measure_progress",
    "action_group",
    "group_cancel",
    "group_contact",
    "report_delivered",
    "not_a_breach",
    "close",
    "reopen",
    "merge",
    "not_same",
    "notify_controllers",
    "external_party",
    "external_feedback",
    "joint_controllers",
    "exercise",
    "aware",
    "evidence",
    "police_report",
    "evaluate",
    "exclude",
    "ask",
    "contact_confirm",
    "contact_correct",
    "release",
    "undo",
    "help",
];
pub(super) const BANDS: [(&str, BandName); 5] = [
    ("undecided", BandName::Undecided),
    ("low", BandName::Low),
    ("medium", BandName::Medium),
    ("high", BandName::High),
    ("critical", BandName::Critical),
];
const UNCERTAIN: [(&str, Uncertain); 2] = [("send-again", Uncertain::SendAgain), ("ask", Uncertain::Ask)];
const TLP: [(&str, Option<Tlp>); 6] = [
    ("RED", Some(Tlp::Red)),
    ("AMBER+STRICT", Some(Tlp::AmberStrict)),
    ("AMBER", Some(Tlp::Amber)),
    ("GREEN", Some(Tlp::Green)),
    ("CLEAR", Some(Tlp::Clear)),
    ("none", None),
];
const DIGEST_DAYS: [(&str, DigestDays); 2] = [("working", DigestDays::Working), ("every", DigestDays::Every)];
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];
/// R = S × K with both from 1 to 5 (S64).
const HIGHEST_SCORE: u32 = 25;
pub(super) const ROLES_MEND: &str = "write the roles, [\"privacy-officer\"]; [] for nobody";
const WAIT_MEND: &str =
    "write a wait, \"30m\", \"30m working\", \"2 working days\" or \"next working morning\"";
pub(super) const SECS_MEND: &str = "write a duration, \"90m\", \"72h\" or \"14d\"";

/// Reads the rules; the contacts are put in by the caller. None where something needed could not be read: then
/// there is a fault.
pub fn read(tree: &Value, book: &Book, organisation: &Organisation) -> Option<Policy> {
    let root = book.root(tree);
    // Every section is read before any is given up, so that all faults come at once.
    let version = root.text("version", "write the policy's date, \"2026-11-22\"");
    let calendar = calendar(&root.section("calendar"), organisation);
    let bands = bands(&root.section("band"));
    let regimes = regime::read(&root.section("regime"));
    let tell = tell(&root.section("tell"));
    let information = information(&root.section("information"));
    let measures = measures(&root.section("measures"));
    let twins = root.section("twins").needed("within", SECS_MEND, value::secs);
    let register = register(&root.section("register"));
    let group = group(&root.section("group"));
    let reminders = reminders(&root.section("reminders"));
    let delivery = delivery(&root.section("delivery"));
    let receipts = receipts(&root.section("receipts"));
    let flood = flood(&root.section("flood"));
    let controllers = controllers(&root.section("controllers"));
    let external = external(&root.section("external"));
    let contact_check = contact_check(&root.section("contacts"));
    let digest = digest(&root.section("digest"));
    let proof = proof(&root.section("proof"));
    let authority = authority(&root.section("bundle"), &root.section("phone_first"));
    let tlp = tlp(&root.section("tlp"));
    let retention = retention::read(&root);
    let may = may(&root.section("may"));
    let case_owner_may = case_owner(&root.section("case_owner"));
    Some(Policy {
        version,
        hash: String::new(),
        organisation: organisation.clone(),
        contacts: Contacts {
            persons: Vec::new(),
            contacts: Vec::new(),
            processors: Vec::new(),
            controllers: Vec::new(),
            joint_controllers: Vec::new(),
        },
        calendar,
        bands: bands?,
        regimes: regimes?,
        tell: tell?,
        information: information?,
        measures: measures?,
        twins: TwinPolicy { within_secs: twins? },
        register: register?,
        group: group?,
        reminders: reminders?,
        delivery: delivery?,
        receipts: receipts?,
        flood,
        controllers,
        external: external?,
        contact_check: contact_check?,
        digest: digest?,
        proof: proof?,
        authority,
        tlp,
        retention: retention?,
        may,
        case_owner_may,
    })
}

fn calendar(section: &Section, organisation: &Organisation) -> Calendar {
    let hours = |section: &Section| -> Week {
        let mend = "write the opening hours, [\"mon-fri 08:00-16:00\"]; [] for none";
        value::week(&section.needed_list("hours", mend, value::week_hours))
    };
    let season = |section: &Section| {
        let day = |key| section.needed(key, "write a month and day, \"05-15\"", value::year_day);
        let (from, to, week): (Option<YearDay>, Option<YearDay>, Week) =
            (day("from"), day("to"), hours(section));
        Some(Season { from: from?, to: to?, week })
    };
    Calendar {
        time_zone: organisation.time_zone,
        week: hours(section),
        seasons: section.sections("season").iter().filter_map(season).collect(),
        special_days: section.list("short_days", value::special_day),
        closed_dates: section.list("closed", value::date),
    }
}

fn bands(section: &Section) -> Option<Bands> {
    let [undecided, low, medium, high, critical] =
        BANDS.map(|(name, band)| read_band(&section.section(name), band));
    let bands = Bands { undecided: undecided?, low: low?, medium: medium?, high: high?, critical: critical? };
    let scores = [&bands.low, &bands.medium, &bands.high, &bands.critical].map(|band| band.from_score);
    for (pair, (name, _)) in scores.windows(2).zip(&BANDS[2..]) {
        if pair[0] >= pair[1] {
            let what = format!("is {}, not above the {} of the band below", pair[1], pair[0]);
            section.fault(&format!("{name}.from_score"), what, "let the scores rise from low to critical");
        }
    }
    Some(bands)
}

fn read_band(section: &Section, name: BandName) -> Option<Band> {
    let from_score = match name {
        BandName::Undecided => Some(0),
        _ => section.number("from_score", 1, HIGHEST_SCORE, None),
    };
    let hold = hold(&section.section("hold"));
    let before = before(section);
    let overdue = section.has("overdue").then(|| overdue(&section.section("overdue")));
    let authority = flag(section, "authority");
    let persons = flag(section, "persons");
    let overdue = match overdue {
        Some(rule) => Some(rule?),
        None => None,
    };
    let from_score = u8::try_from(from_score?).ok()?;
    Some(Band { from_score, hold: hold?, before, overdue, authority, persons })
}

fn hold(section: &Section) -> Option<HoldRule> {
    let wait = |key| section.needed(key, WAIT_MEND, value::wait);
    let [within, lease, stand_in_after, head_after, again_every] =
        ["within", "lease", "stand_in_after", "head_after", "again_every"].map(wait);
    let within_off_hours = section.maybe("within_off_hours", value::wait);
    let holders = section.filled_list("holders", ROLES_MEND, value::role);
    if stand_in_after.zip(head_after).is_some_and(|(first, second)| is_longer(first, second)) {
        section.fault("head_after", "is before stand_in_after", "write a longer wait than stand_in_after");
    }
    Some(HoldRule {
        within: within?,
        within_off_hours,
        holders,
        lease: lease?,
        stand_in_after: stand_in_after?,
        head_after: head_after?,
        again_every: again_every?,
    })
}

/// Waits of different kinds cannot be compared.
fn is_longer(first: Wait, second: Wait) -> bool {
    match (first, second) {
        (Wait::ElapsedSecs(a), Wait::ElapsedSecs(b)) | (Wait::WorkingSecs(a), Wait::WorkingSecs(b)) => a > b,
        (Wait::WorkingDays(a), Wait::WorkingDays(b)) => a > b,
        _ => false,
    }
}

pub(super) fn before(section: &Section) -> Vec<BeforeStep> {
    let step = |step: &Section| {
        let left = step.needed("left", "write the time left to the deadline, \"24h\"", value::secs);
        let to = step.needed_list("to", ROLES_MEND, value::role);
        Some(BeforeStep { before_secs: left?, to })
    };
    let sections = section.sections("before");
    let steps: Vec<Option<BeforeStep>> = sections.iter().map(step).collect();
    for (pair, later) in steps.windows(2).zip(sections.iter().skip(1)) {
        if let [Some(first), Some(second)] = pair
            && first.before_secs <= second.before_secs
        {
            later.fault(
                "left",
                "is not less than in the step before",
                "let the steps run towards the deadline",
            );
        }
    }
    steps.into_iter().flatten().collect()
}

pub(super) fn overdue(section: &Section) -> Option<OverdueRule> {
    let to = section.needed_list("to", ROLES_MEND, value::role);
    let every_secs = section.needed("every", SECS_MEND, value::secs)?;
    Some(OverdueRule { to, every_secs })
}

fn tell(section: &Section) -> Option<Tell> {
    let roles = |key| section.needed_list(key, ROLES_MEND, value::role);
    let tell = |fallback| Tell {
        new_case: roles("new_case"),
        new_case_off_hours: roles("new_case_off_hours"),
        new_case_off_hours_ict: roles("new_case_off_hours_ict"),
        security: roles("security"),
        ict: roles("ict"),
        line_manager: flag(section, "line_manager"),
        critical: roles("critical"),
        stand_ins: stand_ins(&section.section("stand_ins")),
        fallback,
        lists_ask: roles("lists_ask"),
        lists_ask_after: section.needed_list("lists_ask_after", WAIT_MEND, value::wait),
        lists_at_once_from_contacts: flag(section, "lists_at_once_from_contacts"),
    };
    let fallback =
        section.needed("fallback", "write who is told when nobody else is left, \"head\"", value::role);
    let read = tell(fallback.unwrap_or(Role::Head));
    fallback.map(|_| read)
}

fn stand_ins(section: &Section) -> BTreeMap<Role, Role> {
    let mut stand_ins = BTreeMap::new();
    for name in section.names() {
        let role = value::role(&name).map_err(|wrong| section.fault(&name, wrong.what, wrong.mend)).ok();
        let stand_in = section.maybe(&name, value::role);
        stand_ins.extend(role.zip(stand_in));
    }
    for role in stand_ins.keys() {
        if chain(*role, &stand_ins).skip(1).any(|next| next == *role) {
            section.fault(role.name(), "stands in for itself in the end", "break the circle");
        }
    }
    stand_ins
}

/// The role, who stands in for it, who stands in for that one …
fn chain(role: Role, stand_ins: &BTreeMap<Role, Role>) -> impl Iterator<Item = Role> {
    std::iter::successors(Some(role), |role| stand_ins.get(role).copied()).take(Role::ALL.len() + 1)
}

fn information(section: &Section) -> Option<Information> {
    let ask_after = section.needed_list("ask_after", WAIT_MEND, value::wait);
    let processor_ask_after = section.needed_list("processor_ask_after", WAIT_MEND, value::wait);
    let officer_from = section.choice("officer_from", &BANDS, None)?;
    Some(Information { ask_after, processor_ask_after, officer_from })
}

fn measures(section: &Section) -> Option<MeasurePolicy> {
    let days = |text: &str| match text.strip_suffix('d').and_then(|days| days.parse().ok()) {
        Some(days) if days <= 365 => Ok(days),
        _ => Err(wrong(
            format!("{text:?} is not a number of days"),
            "write it as \"7d\", or \"0d\" for the day itself",
        )),
    };
    let wait = |key| section.needed(key, WAIT_MEND, value::wait);
    let [after, again, approve] = ["evaluate_after", "evaluate_again", "approve_again"].map(wait);
    let policy = |evaluate_after, evaluate_again, approve_again| MeasurePolicy {
        evaluate_after,
        evaluate_again,
        evaluate_to: section.filled_list("evaluate_to", ROLES_MEND, value::role),
        approve_again,
        days_before: section.needed_list("before", "write when to remind, [\"7d\", \"1d\", \"0d\"]", days),
        overdue_every_days: section
            .needed("overdue_every", "write the days, \"2d\"", positive(days))
            .unwrap_or(1),
        owner_copied_from: section.number("owner_copied_from", 1, 1_000, None).unwrap_or_default(),
        at: section.needed("at", "write a time of day, \"09:00\"", value::time).unwrap_or(NaiveTime::MIN),
    };
    let stand_in = Wait::ElapsedSecs(0);
    let read = policy(after.unwrap_or(stand_in), again.unwrap_or(stand_in), approve.unwrap_or(stand_in));
    (after.is_some() && again.is_some() && approve.is_some()).then_some(read)
}

fn positive(days: impl Fn(&str) -> Result<u32, Wrong>) -> impl Fn(&str) -> Result<u32, Wrong> {
    move |text| {
        days(text).and_then(|days| if days > 0 { Ok(days) } else { Err(wrong("is no time", "write \"2d\"")) })
    }
}

fn register(section: &Section) -> Option<RegisterPolicy> {
    let to = section.needed_list("to", ROLES_MEND, value::role);
    let remind_every = section.needed("remind_every", WAIT_MEND, value::wait)?;
    Some(RegisterPolicy { remind_every, to })
}

fn group(section: &Section) -> Option<GroupPolicy> {
    let wait = |key| section.needed(key, WAIT_MEND, value::wait);
    let [found_within, meeting_after, ask_contact_every, ask_report_every] =
        ["found_within", "meeting_after", "ask_contact_every", "ask_report_every"].map(wait);
    let meeting_secs = section.needed("meeting_length", SECS_MEND, value::secs);
    let summon_by_itself = flag(section, "summon_by_itself");
    let to = section.filled_list("to", ROLES_MEND, value::role);
    Some(GroupPolicy {
        found_within: found_within?,
        summon_by_itself,
        meeting_after: meeting_after?,
        meeting_minutes: u32::try_from(meeting_secs? / 60).unwrap_or(60).clamp(1, 24 * 60),
        ask_contact_every: ask_contact_every?,
        ask_report_every: ask_report_every?,
        to,
    })
}

fn reminders(section: &Section) -> Option<ReminderPolicy> {
    let bundle_secs = section.needed("bundle", SECS_MEND, value::secs);
    let max_per_person = section.number("max_per_person", 1, 1_000, None).unwrap_or_default();
    let max_window_secs = section.needed("window", SECS_MEND, value::secs);
    Some(ReminderPolicy { bundle_secs: bundle_secs?, max_per_person, max_window_secs: max_window_secs? })
}

fn delivery(section: &Section) -> Option<DeliveryPolicy> {
    let retry_waits_secs =
        section.filled_list("retry_after", "write the waits, [\"1m\", \"5m\", \"1h\"]", value::secs);
    let give_up_secs = section.needed("give_up_after", SECS_MEND, value::secs);
    let uncertain = section.choice("uncertain", &UNCERTAIN, None);
    Some(DeliveryPolicy { retry_waits_secs, give_up_secs: give_up_secs?, uncertain: uncertain? })
}

fn receipts(section: &Section) -> Option<ReceiptPolicy> {
    let max_per_address = section.number("max_per_address", 1, 10_000, None).unwrap_or_default();
    let max_per_domain = section.number("max_per_domain", 1, 100_000, None).unwrap_or_default();
    let window_secs = section.needed("window", SECS_MEND, value::secs)?;
    let max_per_authenticated_address =
        section.number("max_per_authenticated_address", 1, 100_000, Some(30)).unwrap_or_default();
    Some(ReceiptPolicy { max_per_address, max_per_domain, max_per_authenticated_address, window_secs })
}

/// Absent in a file of an earlier version.
fn flood(section: &Section) -> FloodPolicy {
    let known = FloodPolicy::default();
    let number = |key, from, default| section.number(key, from, 1_000_000, Some(default)).unwrap_or(default);
    FloodPolicy {
        window_secs: section.secs("window", known.window_secs),
        max_per_sender: number("max_per_sender", 1, known.max_per_sender),
        max_per_authenticated_sender: number(
            "max_per_authenticated_sender",
            1,
            known.max_per_authenticated_sender,
        ),
        max_of_unauthenticated: number("max_of_unauthenticated", 1, known.max_of_unauthenticated),
        tell_again_factor: number("tell_again_factor", 2, known.tell_again_factor),
    }
}

fn controllers(section: &Section) -> ControllerPolicy {
    ControllerPolicy {
        ask_after: section.needed_list("ask_after", WAIT_MEND, value::wait),
        ask: section.filled_list("ask", ROLES_MEND, value::role),
        overdue: section.filled_list("overdue", ROLES_MEND, value::role),
    }
}

fn external(section: &Section) -> Option<ExternalPolicy> {
    let chase_after = section.needed_list("chase_after", WAIT_MEND, value::wait);
    let to = section.filled_list("to", ROLES_MEND, value::role);
    let to_officer_after = section.needed("to_officer_after", WAIT_MEND, value::wait)?;
    if chase_after.last().is_some_and(|last| is_longer(*last, to_officer_after)) {
        section.fault("to_officer_after", "is before the last chase", "write a longer wait");
    }
    Some(ExternalPolicy { chase_after, to_officer_after, to })
}

fn contact_check(section: &Section) -> Option<ContactCheck> {
    let verify_every_secs = section.needed("verify_every", SECS_MEND, value::secs);
    let ask_again_after_secs = section.needed_list(
        "ask_again_after",
        "write the waits, [\"7d\", \"21d\"]; [] for none",
        value::secs,
    );
    let check = ContactCheck { verify_every_secs: verify_every_secs?, ask_again_after_secs };
    if check.ask_again_after_secs.iter().sum::<i64>() >= check.verify_every_secs {
        let mend = "let all of them together be shorter than verify_every";
        section.fault("ask_again_after", "lasts into the next round", mend);
    }
    Some(check)
}

fn digest(section: &Section) -> Option<DigestPolicy> {
    let to = section.needed_list("to", ROLES_MEND, value::role);
    let daily_at = section.needed("daily_at", "write a time of day, \"08:00\"", value::time);
    let days = section.choice("days", &DIGEST_DAYS, None);
    let weekly_on = section.choice("weekly_on", &WEEKDAYS, None);
    let review_on = section.needed("review_on", "write a month and day, \"01-15\"", value::year_day);
    let review_to = section.needed_list("review_to", ROLES_MEND, value::role);
    Some(DigestPolicy {
        to,
        daily_at: daily_at?,
        days: days?,
        weekly_on: weekly_on?,
        review_on: review_on?,
        review_to,
    })
}

fn proof(section: &Section) -> Option<ProofPolicy> {
    let secs = |key| section.needed(key, SECS_MEND, value::secs);
    let [first_contact, held, margin] = ["first_contact_within", "held_within", "notice_margin"].map(secs);
    let reached_off_hours = section.needed_list("reached_off_hours", ROLES_MEND, value::role);
    let group_within = section.needed("group_within", WAIT_MEND, value::wait);
    let within = section.section("first_step_within");
    let names = within.names();
    let waits: Vec<_> = names.iter().map(|name| within.needed(name, WAIT_MEND, value::wait)).collect();
    Some(ProofPolicy {
        first_contact_within_secs: first_contact?,
        held_within_secs: held?,
        notice_margin_secs: margin?,
        reached_off_hours,
        group_within: group_within?,
        first_step_within: names
            .into_iter()
            .zip(waits)
            .filter_map(|(name, wait)| Some((name, wait?)))
            .collect(),
    })
}

fn authority(bundle: &Section, phone_first: &Section) -> AuthorityPolicy {
    let known = AuthorityPolicy::default();
    let from = phone_first.number("from_persons", 1, 1_000_000_000, Some(1_000));
    AuthorityPolicy {
        bundle_within_secs: bundle.secs("within", known.bundle_within_secs),
        phone_first_from: from.map_or(known.phone_first_from, u64::from),
    }
}

/// What is not written is marked as strictly as the rules of before it could be written.
fn tlp(section: &Section) -> TlpPolicy {
    let known = TlpPolicy::default();
    let mark = |key, default| section.choice(key, &TLP, Some(default)).unwrap_or(default);
    TlpPolicy {
        security_list: mark("security_list", known.security_list),
        privacy_list: mark("privacy_list", known.privacy_list),
        controllers: mark("controllers", known.controllers),
        external_parties: mark("external_parties", known.external_parties),
        action_group: mark("action_group", known.action_group),
        incident_report: mark("incident_report", known.incident_report),
    }
}

fn may(section: &Section) -> BTreeMap<String, Vec<Role>> {
    COMMANDS.map(|command| (command.to_owned(), section.needed_list(command, ROLES_MEND, value::role))).into()
}

/// What the owner of a case may do in it.
fn case_owner(section: &Section) -> Vec<String> {
    let commands = COMMANDS.map(|name| (name, name));
    let known = |text: &str| value::choice(text, &commands).map(str::to_owned);
    section.needed_list("may", "write the commands, [\"measure\"]; [] for none", known)
}

/// A yes or no that has no default.
fn flag(section: &Section, key: &str) -> bool {
    if !section.has(key) {
        section.fault(key, "is missing", "write true or false");
    }
    section.flag(key, false)
}

/// Every role that must act is held by somebody, or somebody stands in. Faults go into the book; what works only by
/// the fallback is a warning.
pub fn check_roles(policy: &Policy, book: &Book) -> Vec<String> {
    let held = |role: Role| policy.contacts.holders(role).next().is_some();
    let fallback = policy.tell.fallback;
    if !held(fallback) {
        let what = format!("nobody in the contacts is {}", fallback.name());
        book.fault("tell.fallback", what, "give a person that role, or write a role that somebody has");
    }
    let alone = |role: &Role| !chain(*role, &policy.tell.stand_ins).any(held);
    let roles = needed_roles(policy);
    let unheld = roles.iter().filter(|role| alone(role) && **role != fallback);
    unheld
        .map(|role| {
            let (role, fallback) = (role.name(), fallback.name());
            format!("nobody is {role} and nobody stands in: what is for {role} goes to {fallback}")
        })
        .collect()
}

/// Everyone the policy tells or asks; being permitted a command is no duty.
fn needed_roles(policy: &Policy) -> BTreeSet<Role> {
    let tell = &policy.tell;
    let lists = [
        &tell.new_case,
        &tell.new_case_off_hours,
        &tell.new_case_off_hours_ict,
        &tell.security,
        &tell.ict,
        &tell.critical,
        &tell.lists_ask,
    ];
    let mut roles: BTreeSet<Role> = lists.into_iter().flatten().copied().collect();
    for (_, name) in BANDS {
        let band = policy.bands.get(name);
        roles.extend(&band.hold.holders);
        roles.extend(band.before.iter().flat_map(|step| &step.to));
        roles.extend(band.overdue.iter().flat_map(|rule| &rule.to));
    }
    for regime in policy.regimes.values() {
        roles.extend(&regime.ask);
        roles.extend(regime.before.iter().flat_map(|step| &step.to));
        roles.extend(regime.overdue.iter().flat_map(|rule| &rule.to));
    }
    roles.extend(&policy.register.to);
    roles.extend(&policy.measures.evaluate_to);
    roles.extend(policy.controllers.ask.iter().chain(&policy.controllers.overdue));
    roles.extend(&policy.external.to);
    roles
}
