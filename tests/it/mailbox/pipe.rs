use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::Duration;

use varsel::mailbox::pipe::{HandOverError, Limits, bind, hand_over, serve};

/// Listens with a handler that commits all but "no" and takes its time over "slow".
fn daemon() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("receive");
    let listener = bind(&path).unwrap();
    let limits =
        Limits { max_bytes: 1000, read: Duration::from_millis(500), handle: Duration::from_millis(500) };
    tokio::spawn(serve(listener, limits, |bytes: Vec<u8>| async move {
        match bytes.as_slice() {
            b"no" => Err("the store\nis busy".to_owned()),
            b"slow" => std::future::pending().await,
            _ => Ok(bytes.len().to_string()),
        }
    }));
    (folder, path)
}

async fn send(path: &std::path::Path, mail: Vec<u8>) -> Result<String, HandOverError> {
    let path = path.to_owned();
    tokio::task::spawn_blocking(move || hand_over(&path, &mail, Duration::from_secs(10))).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_is_answered_with_its_id_after_the_commit_and_with_the_reason_else() {
    let (_folder, path) = daemon();
    assert_eq!(send(&path, vec![b'x'; 1000]).await.unwrap(), "1000");
    for (mail, why) in [
        (b"no".to_vec(), "the store is busy"),
        (b"slow".to_vec(), "the commit took too long"),
        (Vec::new(), "there was no mail"),
        (vec![b'x'; 1001], "the mail is too large"),
        // More than the socket holds: the daemon hangs up while we still write.
        (vec![b'x'; 5_000_000], ""),
    ] {
        match send(&path, mail).await {
            Err(HandOverError::TryAgain(said)) => assert!(said.contains(why), "{said}"),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_sends_nothing_is_given_up_and_blocks_nobody() {
    let (_folder, path) = daemon();
    let mut silent = std::os::unix::net::UnixStream::connect(&path).unwrap();
    assert_eq!(send(&path, b"mail".to_vec()).await.unwrap(), "4");
    let answer = tokio::task::spawn_blocking(move || std::io::read_to_string(&mut silent)).await.unwrap();
    assert_eq!(answer.unwrap(), "TRY AGAIN the mail did not arrive in time\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_socket_is_for_the_group_and_a_dead_daemons_socket_is_replaced() {
    let (folder, path) = daemon();
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o660);
    assert_eq!(bind(&path).unwrap_err().kind(), ErrorKind::AddrInUse);
    let left = folder.path().join("left");
    drop(std::os::unix::net::UnixListener::bind(&left).unwrap());
    let no_daemon = send(&left, b"mail".to_vec()).await;
    assert!(matches!(no_daemon, Err(HandOverError::NoDaemon(ErrorKind::ConnectionRefused))));
    bind(&left).unwrap();
}
