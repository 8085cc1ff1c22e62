//! Forged mails as data, `tests/forged/*.toml`, each through the real engine over a Maildir: none changes a case, the
//! reason stands in the history, and the same mail made genuine does change it.

mod scene;
mod written;

use scene::Stage;
use written::{Mail, Server, mails, scenes};

/// What a server says of its mails, the policy and the contacts are one house each; each mail has a case of its own there.
const SERVERS: [Server; 2] = [Server::Named, Server::Topmost];

#[test]
fn forged_mails_change_nothing_and_made_genuine_they_do() {
    let (mails, scenes) = (mails(), scenes());
    assert!(mails.len() >= 60, "only {} forged mails", mails.len());
    let (mut faults, mut counts) = (Vec::new(), [0_usize; 2]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for server in SERVERS {
        // Those that let time pass come last: the others' deadlines would come due.
        let of_server = mails.iter().filter(|mail| mail.server == server);
        let (now, later): (Vec<&Mail>, Vec<&Mail>) = of_server.partition(|mail| mail.after_days == 0);
        for mails in [now, later].into_iter().filter(|mails| !mails.is_empty()) {
            let house = scene::house(server, &mails);
            runtime.block_on(async {
                let mut stage = Stage::new(&house, server, &scenes).await;
                for mail in mails {
                    let played = stage.play(mail).await;
                    counts[0] += usize::from(played.believed_forged);
                    counts[1] += usize::from(played.believed_genuine);
                    faults.extend(played.faults.into_iter().map(|fault| format!("{}: {fault}", mail.name)));
                }
                stage.close().await;
            });
        }
    }
    let (all, [forged, genuine]) = (mails.len(), counts);
    eprintln!("forged mails: {all}, believed: {forged}; made genuine: {all}, believed: {genuine}");
    assert!(faults.is_empty(), "{} faults:\n  {}", faults.len(), faults.join("\n  "));
    assert_eq!((forged, genuine), (0, all));
}
