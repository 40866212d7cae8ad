use vouchwell_domain::identifier::{AccountId, MemberId};
use vouchwell_service::stream::Stream;

use super::{Connection, End, Full, MOST, MOST_OF_MEMBER, MOST_STREAMS, QUEUE, Streams, Told};

fn member(number: i64) -> MemberId {
    MemberId::of_stored_member(AccountId::from_number(number))
}

/// Something that everybody is told.
fn tell(streams: &Streams) {
    streams.send(|_| Some(vec![Told::AccessEnded]));
}

async fn end_of(connection: &mut Connection) -> End {
    loop {
        if let Err(end) = connection.next().await {
            return end;
        }
    }
}

#[tokio::test]
async fn who_does_not_keep_up_is_let_go_and_holds_up_nobody() {
    let streams = Streams::new();
    let mut slow = streams.open(member(1)).unwrap();
    let mut quick = streams.open(member(2)).unwrap();
    for _ in 0..=QUEUE {
        tell(&streams);
        assert!(quick.next().await.is_ok());
    }
    assert_eq!(
        slow.next().await.unwrap_err(),
        End::Slow,
        "and what waited is not read first"
    );
    tell(&streams);
    assert!(quick.next().await.is_ok());
}

#[tokio::test]
async fn a_member_has_so_many_connections_and_a_connection_so_many_streams() {
    let streams = Streams::new();
    let mut open: Vec<Connection> = (0..MOST_OF_MEMBER)
        .map(|_| streams.open(member(1)).unwrap())
        .collect();
    assert_eq!(streams.open(member(1)).unwrap_err(), Full(MOST_OF_MEMBER));
    let other = streams.open(member(2)).unwrap();
    open.pop();
    streams.open(member(1)).unwrap();
    let hashtag = |number: u32| Stream::named("hashtag", Some(&number.to_string()), None).unwrap();
    for number in 0..MOST_STREAMS {
        other.subscribe(hashtag(number)).unwrap();
        other.subscribe(hashtag(number)).unwrap();
    }
    assert_eq!(other.subscribe(Stream::User), Err(Full(MOST_STREAMS)));
    other.unsubscribe(&hashtag(0));
    other.subscribe(Stream::User).unwrap();
}

#[tokio::test]
async fn when_the_server_stops_everybody_goes_and_nobody_comes() {
    let streams = Streams::new();
    let mut connection = streams.open(member(1)).unwrap();
    streams.close();
    assert_eq!(end_of(&mut connection).await, End::Stopping);
    assert_eq!(streams.open(member(1)).unwrap_err(), Full(MOST));
    let gone = tokio::spawn({
        let streams = streams.clone();
        async move { streams.emptied().await }
    });
    drop(connection);
    gone.await.unwrap();
}
