//! Values that are made of others: walked over, compared with a plain recursion, and built.

use framing_core::{Encode, EncodeError, Error, ErrorKind, NumberEncoding, Outcome, U8, U16Be};
use framing_tlv::families::{BER, DER, EMV, EMV_QR, NDN, RADIUS};
use framing_tlv::integers::PROTOBUF;
use framing_tlv::{
    Builder, CborString, HeaderFields, Nested, Order, Packed, ProtobufField, Rlp, Strictness, Tag, TlvHeader,
    TlvLayout, TlvLength, TypeLength, Visit, Walk,
};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

/// A walk, drawn: `(` enters, `)` leaves, and a value is its bytes in hex.
fn drawn<F: Nested>(walk: Walk<'_, F>) -> Result<String, (String, Error)> {
    let mut drawing = String::new();
    for visit in walk {
        match visit {
            Ok(Visit::Enter(_)) => drawing.push('('),
            Ok(Visit::Value(value)) => drawing += &hex(value.bytes()),
            Ok(Visit::Leave(bytes)) => drawing += &format!("){}", bytes.len()),
            Err(error) => return Err((drawing, error)),
        }
    }
    Ok(drawing)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).chain([" ".to_owned()]).collect()
}

#[test]
fn values_are_entered_and_left() {
    let ber = |bytes| drawn(BER.walk(bytes)).unwrap();
    assert_eq!(ber(b""), "");
    assert_eq!(ber(b"\x05\x00"), "0500 ");
    assert_eq!(ber(b"\x30\x00\x31\x02\x05\x00"), "()2(0500 )4");
    assert_eq!(ber(b"\x30\x80\x31\x80\x00\x00\x05\x00\x00\x00\x05\x00"), "(()40500 )100500 ");
    assert_eq!(ber(b"\x30\x04\x31\x80\x00\x00\x30\x80\x30\x00\x00\x00"), "(()4)6(()2)6");

    let rlp = |bytes| drawn(Walk::new(bytes, &Rlp::new())).unwrap();
    assert_eq!(
        rlp(b"\xc7\xc0\xc1\xc0\xc3\xc0\xc1\xc0"),
        "(()1(()1)2(()1(()1)2)4)8",
        "the set of Yellow Paper, B"
    );

    let cbor = |bytes| drawn(Walk::new(bytes, &CborString::new())).unwrap();
    assert_eq!(
        cbor(b"\x5f\x42\x01\x02\x43\x03\x04\x05\xff\x60"),
        "(420102 43030405 )960 ",
        "RFC 8949, appendix A"
    );

    let protobuf = |bytes| drawn(Walk::new(bytes, &ProtobufField)).unwrap();
    assert_eq!(protobuf(b"\x0b\x13\x08\x01\x14\x0c\x08\x01"), "((0801 )4)60801 ");

    let qr = |text: &str| drawn(EMV_QR.walk(text.as_bytes())).map_err(|(drawing, _)| drawing);
    assert_eq!(qr("64060002北京"), Ok("(30303032e58c97e4baac )14".to_owned()), "six characters");
    assert_eq!(qr("26060003ai"), Err("(".to_owned()), "three characters in a template that has two");
}

#[test]
fn what_goes_wrong_is_told_apart() {
    use ErrorKind::{Malformed, TooDeep, Truncated};
    const OUTSIDE: ErrorKind = Malformed { expected: "a frame that ends within the one around it" };
    const NOTHING: ErrorKind =
        Malformed { expected: "a frame that ends nothing, for nothing is open here that it ends" };
    const CASES: &[(&[u8], &str, ErrorKind, u64)] = &[
        (b"\x05", "", Truncated { have: 1, need: 2 }, 1),
        (b"\x30\x05\x05\x00", "", Truncated { have: 4, need: 7 }, 4),
        (b"\x30\x02\x05\x01\x00", "(", OUTSIDE, 2),
        (b"\x30\x05\x05\x00\x05\x05\x00", "(0500 ", OUTSIDE, 4),
        (b"\x30\x02\x30\x80", "((", OUTSIDE, 2),
        (b"\x30\x80\x05\x00", "(0500 ", Truncated { have: 4, need: 5 }, 4),
        (b"\x05\x00\x30\x80\x05", "0500 (", Truncated { have: 1, need: 2 }, 5),
        (b"\x00\x00", "", NOTHING, 0),
        (b"\x30\x02\x00\x00", "(", NOTHING, 2),
        (b"\x30\x80\x30\x02\x00\x00\x00\x00", "((", NOTHING, 4),
        (b"\x30\x80\x00\x01", "(", Malformed { expected: "the rest of the end of contents" }, 3),
        (b"\x30\x02\x1f\x80", "(", Malformed { expected: "a tag number in its shortest encoding" }, 3),
        (b"\x30\x04\x30\x02\x30\x00", "((", TooDeep { limit: 2 }, 4),
        (b"\x30\x80\x30\x80\x30\x80", "((", TooDeep { limit: 2 }, 4),
    ];
    for (bytes, before, kind, offset) in CASES {
        let (drawing, error) = drawn(BER.walk(bytes).with_max_depth(2)).unwrap_err();
        assert_eq!((&drawing[..], error.kind(), error.offset()), (*before, *kind, *offset), "{bytes:02x?}");
    }
    let protobuf = drawn(Walk::new(b"\x0b\x14", &ProtobufField)).unwrap_err();
    assert_eq!((protobuf.1.kind(), protobuf.1.offset()), (NOTHING, 1), "the end of another group");
    let cbor = drawn(Walk::new(b"\x5f\x41", &CborString::new())).unwrap_err();
    assert_eq!(cbor.1.outcome(), Outcome::Truncated);
}

#[test]
fn a_walk_that_is_over_stays_over() {
    let mut walk = BER.walk(b"\x30\x00\x05");
    assert_eq!(walk.by_ref().filter(Result::is_err).count(), 1);
    assert!(walk.next().is_none());
}

#[test]
fn too_deep_is_an_error_of_its_own() {
    let deep = |depth: usize| [[0x30, 0x80].repeat(depth), vec![0; 2 * depth]].concat();
    let most = Walk::<'_, framing_tlv::TlvFormat<framing_tlv::X690>>::MAX_DEPTH;
    assert!(drawn(BER.walk(&deep(most))).is_ok());
    let (_, error) = drawn(BER.walk(&deep(most + 1))).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::TooDeep { limit: most }, 2 * most as u64));
    assert_eq!(error.to_string(), "nested too deep at byte 64: expected at most 32 levels");
    assert!(drawn(BER.walk(&deep(1000)).with_max_depth(1000)).is_ok(), "no recursion");
}

#[test]
fn a_value_is_passed_over() {
    for bytes in [&b"\x30\x04\x05\x00\x30\x00\x05\x00"[..], b"\x30\x80\x30\x80\x00\x00\x00\x00\x05\x00"] {
        let mut walk = BER.walk(bytes);
        assert!(matches!(walk.next(), Some(Ok(Visit::Enter(_)))));
        walk.pass_over();
        assert_eq!(walk.next(), Some(Ok(Visit::Leave(&bytes[..bytes.len() - 2]))));
        assert_eq!(walk.depth(), 0);
        walk.pass_over();
        assert_eq!(drawn(walk).as_deref(), Ok("0500 "), "nothing is open that could be passed over");
    }
}

#[test]
fn order_is_kept_level_by_level() {
    let rising = NDN.constructed(|tag| tag > 5).strictness(Strictness::LAX.order(Order::Ascending));
    assert!(drawn(rising.walk(b"\x06\x02\x01\x00\x07\x04\x01\x00\x02\x00")).is_ok());
    let (_, error) = drawn(rising.walk(b"\x06\x04\x01\x00\x01\x00")).unwrap_err();
    assert_eq!(error.offset(), 4);
    let mut builder = rising.builder();
    builder.open(6).value(2, b"").unwrap();
    assert!(builder.value(1, b"").is_err() && builder.close().is_ok() && builder.value(6, b"").is_err());
    assert_eq!(builder.finish().as_deref(), Ok(&b"\x06\x02\x02\x00"[..]));
}

/// The same drawing by plain recursion, or where it stops.
fn model<H: TlvHeader>(
    layout: TlvLayout<H>,
    bytes: &[u8],
    is_constructed: fn(H::Tag) -> bool,
) -> Result<String, String> {
    let mut drawing = String::new();
    for tlv in layout.iter(bytes) {
        let Ok(tlv) = tlv else { return Err(drawing) };
        if is_constructed(tlv.header.tag) {
            drawing.push('(');
            match model(layout, tlv.body(), is_constructed) {
                Ok(inside) => drawing += &format!("{inside}){}", tlv.bytes().len()),
                Err(inside) => return Err(drawing + &inside),
            }
        } else {
            drawing += &hex(tlv.bytes());
        }
    }
    Ok(drawing)
}

/// Calls `f` with every string of at most `len` bytes of `alphabet`.
pub(super) fn for_each_string(alphabet: &[u8], len: usize, f: &mut impl FnMut(&[u8])) {
    fn extend(string: &mut Vec<u8>, alphabet: &[u8], len: usize, f: &mut impl FnMut(&[u8])) {
        f(string);
        for byte in alphabet.iter().filter(|_| len > 0) {
            string.push(*byte);
            extend(string, alphabet, len - 1, f);
            string.pop();
        }
    }
    extend(&mut Vec::new(), alphabet, len, f);
}

#[test]
fn a_walk_agrees_with_a_plain_recursion() {
    fn agree<H: TlvHeader>(layout: TlvLayout<H>, alphabet: &[u8], is_constructed: fn(H::Tag) -> bool) {
        let layout = layout.constructed(is_constructed);
        let mut entered = 0;
        for_each_string(alphabet, 6, &mut |bytes| {
            let walked = drawn(layout.walk(bytes)).map_err(|(drawing, _)| drawing);
            entered += usize::from(walked.as_ref().is_ok_and(|drawing| drawing.contains("((")));
            assert_eq!(walked, model(layout, bytes, is_constructed), "{bytes:02x?}");
        });
        assert!(entered > 10, "{entered} walks go two deep");
    }
    agree(DER, b"\x00\x02\x03\x04\x30\x31", |tag| tag.is_constructed());
    agree(EMV, b"\x00\x02\x04\x30\x81\xff", |tag| tag.is_constructed());
    agree(RADIUS, &[0, 2, 3, 4, 5, 9], |tag| tag > 8);
    agree(TlvLayout::packed(U8::new(), 4), &[0x01, 0x02, 0x91, 0x92, 0x93, 0xa0], |tag| tag > 8);
}

#[test]
fn a_walk_over_indefinite_lengths_agrees_with_a_plain_recursion() {
    let mut whole = 0;
    for_each_string(b"\x00\x01\x02\x30\x80", 7, &mut |bytes| {
        // The end of contents is no value: the iterator, which does not look inside, takes it for one.
        let is_constructed = |tag: Tag| tag.is_constructed();
        let walked = drawn(BER.walk(bytes)).map_err(|_| ());
        let model = model(BER, bytes, is_constructed).map_err(|_| ());
        match (&walked, &model) {
            (Err(()), Ok(drawing)) => assert!(drawing.contains("00"), "{bytes:02x?}: {drawing}"),
            _ => assert_eq!(walked, model, "{bytes:02x?}"),
        }
        whole += usize::from(walked.is_ok_and(|drawing| drawing.contains("((")));
    });
    assert!(whole > 10, "{whole} walks go two deep");
}

/// A tree of TLVs.
enum Node<H> {
    Value(H, Vec<u8>),
    Made(H, Vec<Node<H>>),
}

/// A tree with `next` for each header, which receives whether a value consists of others.
fn grow<H>(rng: &mut SmallRng, depth: usize, next: &impl Fn(&mut SmallRng, bool) -> H) -> Vec<Node<H>> {
    (0..rng.random_range(0..5))
        .map(|_| match depth > 0 && rng.random() {
            true => Node::Made(next(rng, true), grow(rng, depth - 1, next)),
            false => {
                let header = next(rng, false);
                let len = if rng.random_range(0..8) == 0 { 300 } else { rng.random_range(0..6) };
                Node::Value(header, (0..len).map(|_| rng.random()).collect())
            }
        })
        .collect()
}

fn build<F: Encode<Header: Clone> + Clone>(
    builder: &mut Builder<F>,
    tree: &[Node<F::Header>],
) -> Result<(), EncodeError> {
    for node in tree {
        match node {
            Node::Value(header, value) => _ = builder.value(header.clone(), value)?,
            Node::Made(header, inside) => {
                build(builder.open(header.clone()), inside)?;
                builder.close()?;
            }
        }
    }
    Ok(())
}

/// Compares what a walk visits with the tree that was built.
fn visit<'a, F: Nested>(walk: &mut Walk<'a, F>, tree: &[Node<F::Header>]) {
    for node in tree {
        match (node, walk.next().unwrap().unwrap()) {
            (Node::Value(_, value), Visit::Value(found)) => assert_eq!(found.body(), value),
            (Node::Made(_, inside), Visit::Enter(_)) => {
                visit(walk, inside);
                assert!(matches!(walk.next(), Some(Ok(Visit::Leave(_)))));
            }
            _ => panic!("a value for what is made of others, or the other way round"),
        }
    }
}

#[test]
fn what_is_built_is_walked_over() {
    fn there_and_back<H: TlvHeader>(
        layout: TlvLayout<H>,
        next: impl Fn(&mut SmallRng, bool) -> HeaderFields<H::Tag>,
    ) {
        let mut rng = SmallRng::seed_from_u64(7);
        for _ in 0..300 {
            let tree = grow(&mut rng, 4, &next);
            let mut builder = layout.builder();
            match build(&mut builder, &tree) {
                Ok(()) => {
                    let bytes = builder.finish().unwrap();
                    let mut walk = layout.walk(&bytes);
                    visit(&mut walk, &tree);
                    assert!(walk.next().is_none());
                }
                Err(refused) => assert!(matches!(refused, EncodeError::TooLong { .. }), "{refused}"),
            }
        }
    }
    let number =
        |rng: &mut SmallRng, made: bool| HeaderFields::new(rng.random_range(0..64) * 2 + u64::from(made));
    let octets = |made: bool| Tag::from_byte(if made { 0x30 } else { 0x04 });
    there_and_back(DER, |_, made| octets(made).into());
    there_and_back(EMV, |_, made| octets(made).into());
    there_and_back(BER, |rng, made| {
        let indefinite = made && rng.random();
        let length = if indefinite { TlvLength::Indefinite } else { TlvLength::Number(0) };
        HeaderFields::new(octets(made)).with_length(length)
    });
    const LEB: TlvLayout<TypeLength<NumberEncoding, NumberEncoding>> =
        TlvLayout::type_first(PROTOBUF, PROTOBUF);
    const WORDS: TlvLayout<TypeLength<U8, U16Be>> = TlvLayout::type_first(U8::new(), U16Be::new()).pad_to(4);
    const PACKED: TlvLayout<Packed<U16Be>> = TlvLayout::packed(U16Be::new(), 9);
    there_and_back(LEB.constructed(|tag| tag % 2 == 1), number);
    there_and_back(LEB.covers(framing_tlv::LengthCovers::All).constructed(|tag| tag % 2 == 1), number);
    there_and_back(WORDS.constructed(|tag| tag % 2 == 1), number);
    there_and_back(RADIUS.constructed(|tag| tag % 2 == 1), number);
    there_and_back(PACKED.constructed(|tag| tag % 2 == 1), number);
}

#[test]
fn what_a_builder_refuses_changes_nothing() {
    let mut builder = RADIUS.builder();
    assert_eq!(builder.close().err(), Some(EncodeError::Invalid("a frame that is open, to be closed")));
    builder.open(26).value(1, &[0; 253]).unwrap();
    assert_eq!(builder.close().err(), Some(EncodeError::TooLong { len: 255, max: 253 }));
    assert_eq!(builder.depth(), 1, "it is still open");
    let unclosed = builder.finish();
    assert_eq!(unclosed, Err(EncodeError::Invalid("every frame that was opened to be closed")));

    let mut builder = Builder::new(Rlp::new());
    builder.open(framing_tlv::RlpHeader::List(0)).value(framing_tlv::RlpHeader::String(0), b"cat").unwrap();
    builder.close().unwrap();
    assert_eq!(builder.finish().as_deref(), Ok(&b"\xc4\x83cat"[..]));
}
