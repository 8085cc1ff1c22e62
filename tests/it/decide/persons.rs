//! Who informs the persons affected (S52), under the sample contacts with owners added.

use varsel::case::Case;
use varsel::case::letter::informs;
use varsel::contacts::Role;
use varsel::policy::Policy;
use varsel::report::{Confidence, Field, Found, Value};

use super::world::World;

fn policy() -> Policy {
    let mut policy = World::sample().policy;
    for person in &mut policy.contacts.persons {
        match person.id.as_str() {
            "per" => {
                person.roles.push(Role::SystemOwner);
                person.systems.push("Visma".to_owned());
            }
            "jon" => {
                person.roles.push(Role::DepartmentManager);
                person.departments.push("Økonomi".to_owned());
            }
            _ => {}
        }
    }
    policy
}

fn case(fields: &[(Field, &str)]) -> Case {
    let mut case = Case::blank("id", "AVVIK-2026-0001", chrono::DateTime::UNIX_EPOCH);
    for (field, text) in fields {
        let found = Found {
            value: Value::Text((*text).to_owned()),
            raw: (*text).to_owned(),
            source: "body".to_owned(),
            prose: false,
            confidence: Confidence::High,
        };
        case.report.insert(*field, found);
    }
    case
}

fn who(case: &Case) -> Option<(&'static str, String)> {
    informs(case, &policy()).map(|one| (one.role, one.name))
}

#[test]
fn the_owner_of_the_system_informs_else_the_manager_of_the_department_else_the_case_owner() {
    let row = |role, name: &str| Some((role, name.to_owned()));
    let both = [(Field::System, "lønn i visma"), (Field::Department, "økonomi")];
    let mut one = case(&both);
    assert_eq!(who(&one), row("system-owner", "Per Berg"));
    one.assigned.insert("system-owner".to_owned(), "Leverandøren AS".to_owned());
    assert_eq!(who(&one), row("system-owner", "Leverandøren AS"));
    let mut one = case(&[(Field::System, "et annet"), (Field::Department, "Økonomi")]);
    assert_eq!(who(&one), row("department-manager", "Jon Moen"));
    one.assigned.insert("case-owner".to_owned(), "Kari Nordmann".to_owned());
    one.excluded.push("jon.moen@eksempel.no".to_owned());
    assert_eq!(who(&one), row("case-owner", "Kari Nordmann"));
    assert_eq!(who(&case(&[])), None);
}
