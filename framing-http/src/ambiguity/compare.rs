//! The comparison of readers, message by message.
//!
//! Until two readers end a message at different places, all that continue are at the same offset. So the readings are one
//! chain, and each of its messages is read once for each set of readers that read it alike.

use alloc::vec::Vec;

use super::Reader;
use super::behaviour::Behaviours;
use super::lax::{self, Message, Next, Side, Stop};
use super::report::{Boundary, Difference, Place, Risk};
use super::strict;

/// What a comparison found.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// The offsets after the messages that the readers which go on end alike.
    pub(super) ends: Vec<usize>,
    /// The number of messages that all readers end alike.
    pub(super) agreed: usize,
    pub(super) difference: Option<Difference>,
    /// The readers that refuse a message which the strict one takes.
    pub(super) refusing: Vec<Reader>,
}

/// A reader that has not stopped, by its index, and whether it reads on.
type Alive = (usize, Next);

/// Readers that treat a message alike.
struct Group {
    place: Place,
    next: Next,
    readers: Vec<usize>,
    /// Whether they accept the head, whatever follows it.
    accepts_head: bool,
}

pub(super) struct Comparison<'a> {
    pub(super) side: Side,
    pub(super) bytes: &'a [u8],
    pub(super) readers: &'a [(Reader, Behaviours)],
}

impl Comparison<'_> {
    pub(super) fn run(&self) -> Found {
        let mut found = Found::default();
        let mut alive: Vec<Alive> = (0..self.readers.len()).map(|reader| (reader, Next::Message)).collect();
        let (mut at, mut is_agreed, mut closed) = (0, true, Vec::new());
        while at < self.bytes.len() && !alive.is_empty() {
            if let Some(end) = self.agree(at, &alive) {
                found.ends.push(end);
                found.agreed += usize::from(is_agreed);
                at = end;
                continue;
            }
            let groups = self.groups(at, &alive, &mut closed);
            let places: Vec<Place> = groups.iter().map(|group| group.place).collect();
            is_agreed &= groups.iter().all(|group| {
                groups.first().is_some_and(|first| (first.place, first.next) == (group.place, group.next))
            });
            self.note(&groups, at, &mut found);
            if found.difference.as_ref().is_some_and(|difference| difference.risk == Risk::Conflict) {
                break;
            }
            let Some(end) = places.iter().find_map(|place| place.end()) else { break };
            found.ends.push(end);
            found.agreed += usize::from(is_agreed);
            alive = survivors(&groups);
            at = end;
        }
        found
    }

    /// The end of a message that every reader reads alike, and reads on after.
    fn agree(&self, at: usize, alive: &[Alive]) -> Option<usize> {
        let (first, _) = *alive.first()?;
        let (reader, behaviours) = self.readers.get(first)?;
        if alive.iter().any(|(_, next)| *next != Next::Message) {
            return None;
        }
        let read = lax::message(self.side, *behaviours, self.bytes, at);
        let message = read.read.ok().filter(|message| message.next == Next::Message)?;
        let agrees = read.consulted.is_empty()
            && (!matches!(reader, Reader::Strict)
                || strict::message(self.side, self.bytes, at) == Ok(message));
        agrees.then_some(message.end)
    }

    /// The readers by how they treat the message; those that closed earlier are in `closed`, and stay there.
    fn groups(&self, at: usize, alive: &[Alive], closed: &mut Vec<usize>) -> Vec<Group> {
        let state =
            |state: Next| alive.iter().filter(move |(_, next)| *next == state).map(|(reader, _)| *reader);
        closed.extend(state(Next::Nothing));
        let switched: Vec<usize> = state(Next::OtherProtocol).collect();
        let stopped = [(Place::Switched, switched), (Place::Closed, closed.clone())];
        let stopped = stopped.into_iter().filter(|(_, readers)| !readers.is_empty());
        let mut groups: Vec<Group> = stopped
            .map(|(place, readers)| Group { place, next: Next::Nothing, readers, accepts_head: false })
            .collect();
        let reading = alive.iter().filter(|(_, next)| *next == Next::Message);
        let mut left: Vec<usize> = reading.map(|(reader, _)| *reader).collect();
        while let Some(first) = left.first().copied() {
            let (group, rest) = self.group(at, first, &left);
            groups.push(group);
            left = rest;
        }
        groups
    }

    /// The readers that read the message as the first one does, and the others.
    fn group(&self, at: usize, first: usize, left: &[usize]) -> (Group, Vec<usize>) {
        let set = |reader: usize| self.readers.get(reader).map_or(Behaviours::NONE, |(_, set)| *set);
        let read = lax::message(self.side, set(first), self.bytes, at);
        let relevant = set(first).among(read.consulted);
        let is_strict = matches!(self.readers.get(first), Some((Reader::Strict, _)));
        let outcome = if is_strict { strict::message(self.side, self.bytes, at) } else { read.read };
        let (readers, rest) =
            left.iter().copied().partition(|reader| set(*reader).among(read.consulted) == relevant);
        let (place, next) = match outcome {
            Ok(Message { end, next }) => (Place::Before(end), next),
            Err(Stop::Incomplete) => (Place::Beyond, Next::Nothing),
            Err(Stop::Refused(at)) => (Place::Refused(at), Next::Nothing),
        };
        (Group { place, next, readers, accepts_head: read.accepts_head }, rest)
    }

    /// Notes what the groups differ in.
    fn note(&self, groups: &[Group], start: usize, found: &mut Found) {
        let refusing = groups.iter().filter(|group| matches!(group.place, Place::Refused(_)));
        let refusing: Vec<usize> = refusing.flat_map(|group| group.readers.iter().copied()).collect();
        let has_strict = matches!(self.readers.first(), Some((Reader::Strict, _)));
        let counts = if has_strict { refusing.contains(&0) } else { !refusing.is_empty() };
        let refuses_head = |group: &Group| {
            let is_asked = !has_strict || group.readers.contains(&0);
            is_asked && !group.accepts_head && matches!(group.place, Place::Refused(_))
        };
        let risk = risk(groups, counts, groups.iter().any(refuses_head));
        if has_strict && !counts && groups.iter().any(|group| group.readers.contains(&0)) {
            found.refusing.extend(refusing.iter().filter_map(|reader| Some(self.readers.get(*reader)?.0)));
        }
        if found.difference.as_ref().map_or(Risk::None, |difference| difference.risk) < risk {
            let boundaries = self.boundaries(groups);
            found.difference = Some(Difference { message: found.ends.len(), start, risk, boundaries });
        }
    }

    /// The places in their order, with the names of the readers.
    fn boundaries(&self, groups: &[Group]) -> Vec<Boundary> {
        let mut places: Vec<(Place, Vec<usize>)> = Vec::new();
        for group in groups {
            match places.iter_mut().find(|(place, _)| place.is_like(group.place)) {
                Some((_, readers)) => readers.extend_from_slice(&group.readers),
                None => places.push((group.place, group.readers.clone())),
            }
        }
        places.sort_by_key(|(place, _)| *place);
        let name = |reader: &usize| self.readers.get(*reader).map(|(reader, _)| reader.name());
        let boundary = |(place, mut readers): (Place, Vec<usize>)| {
            readers.sort_unstable();
            Boundary { place, readers: readers.iter().filter_map(name).collect() }
        };
        places.into_iter().map(boundary).collect()
    }
}

/// The readers that read on after the message.
fn survivors(groups: &[Group]) -> Vec<Alive> {
    let going = groups.iter().filter(|group| group.place.end().is_some());
    let mut alive: Vec<Alive> =
        going.flat_map(|group| group.readers.iter().map(|reader| (*reader, group.next))).collect();
    alive.sort_unstable_by_key(|(reader, _)| *reader);
    alive
}

/// The risk where these groups differ; whether a refusal counts, and whether it is one of the head.
fn risk(groups: &[Group], is_refused: bool, refuses_head: bool) -> Risk {
    let mut going: Vec<Place> =
        groups.iter().map(|group| group.place).filter(|place| place.goes_on()).collect();
    going.sort_unstable();
    going.dedup();
    let closed = groups.iter().any(|group| group.place == Place::Closed);
    // A reader that accepts the head has acted on it, and may have forwarded a part of the body, before it refuses.
    let accepted = refuses_head && groups.iter().any(|group| group.accepts_head);
    match going.len() {
        2.. => Risk::Conflict,
        1 if is_refused => Risk::Refusal,
        0 if is_refused && (closed || accepted) => Risk::Refusal,
        _ => Risk::None,
    }
}
