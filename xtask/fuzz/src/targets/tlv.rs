//! Walks over nested TLVs of every family.

use framing_tlv::families::{BER, BOLT1, DER, DHCP, EMV, EMV_QR, LDAP, LLDP, NDN, NETLINK, RADIUS, STUN};
use framing_tlv::{Nested, Visit, Walk};

/// Walks over the bytes in the family that the first byte selects, with and without what lies inside of frames.
pub fn run(input: &[u8]) {
    let Some((&choice, bytes)) = input.split_first() else { return };
    macro_rules! walk {
        ($($number:literal $family:ident)*) => {
            match choice % 12 {
                $($number => {
                    check(bytes, $family.walk(bytes).with_max_depth(usize::from(choice / 12)), |_| ());
                    check(bytes, $family.walk(bytes), |walk| walk.pass_over());
                })*
                _ => {}
            }
        };
    }
    walk!(0 BER 1 BOLT1 2 DER 3 DHCP 4 EMV 5 EMV_QR 6 LDAP 7 LLDP 8 NDN 9 NETLINK 10 RADIUS 11 STUN);
}

/// Frames are entered and left in pairs, and never hold more bytes than were passed.
fn check<'a, F: Nested>(bytes: &[u8], mut walk: Walk<'a, F>, entered: fn(&mut Walk<'a, F>)) {
    let (mut depth, mut seen) = (0_usize, 0_usize);
    while let Some(Ok(visit)) = walk.next() {
        match visit {
            Visit::Value(frame) => seen += frame.bytes().len(),
            Visit::Enter(frame) => {
                depth += 1;
                seen += frame.header_bytes().len();
                entered(&mut walk);
            }
            Visit::Leave(left) => {
                depth = depth.checked_sub(1).expect("a frame that is left was entered");
                assert!(left.len() <= bytes.len());
            }
        }
        assert_eq!(walk.depth(), depth);
        assert!(seen <= bytes.len(), "{seen} bytes of {}", bytes.len());
    }
}
