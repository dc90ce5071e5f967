//! Frames as bytes.

use format::{ActId, Blob, Chain, ChangeHash, DocumentId, Subject, cbor};
use minicbor::Decoder;

use super::{
    Claim, Cursor, Differ, Digest, Fetch, FetchBlob, Fetched, Frame, FrameError, Have, Hello,
    Items, MAX_FRAME_BYTES, MAX_LIST, MAX_NEWS, MAX_PRESENCES, Packed, Part, Prove, Reject, Short,
};
use crate::blob::BlobPart;
use crate::close::CloseReason;
use crate::holdings::Named;
use crate::presence::{MAX_PLACE_BYTES, Presence, Whereabouts};

impl Frame {
    /// The message.
    pub fn encode(&self) -> Vec<u8> {
        let mut e = cbor::Encoder::new();
        match self {
            Self::Hello(hello) => encode_hello(&mut e, hello),
            Self::Prove(prove) => {
                e.array(7).u8(2).value(&prove.signature).raw(&prove.rest());
            }
            Self::Bye(reason) => {
                e.array(2).u8(3).u8(reason.code());
            }
            Self::Items(items) => {
                e.array(3).u8(4);
                position(&mut e, items.upto.as_ref());
                e.array(items.items.len() as u64);
                for item in &items.items {
                    encode_packed(&mut e, item);
                }
            }
            Self::Fetch(fetch) => {
                e.array(6).u8(5);
                subject(&mut e, &fetch.subject);
                claims(&mut e, &fetch.claims);
                shorts(&mut e, &fetch.acts);
                shorts(&mut e, &fetch.forks);
                e.bool(fetch.more);
            }
            Self::Digest(page) => {
                e.array(4).u8(6).value(&page.after).value(&page.to);
                e.array(2 * page.entries.len() as u64);
                for (document, digest) in &page.entries {
                    e.value(document).bytes(digest);
                }
            }
            Self::Have(have) => {
                e.array(4).u8(7).u64(have.through);
                position(&mut e, have.at.as_ref());
                match &have.gaps {
                    None => {
                        e.null();
                    }
                    Some(gaps) => documents(&mut e, gaps),
                }
            }
            Self::Reject(reject) => {
                e.array(5).u8(8).u64(reject.frame).u32(reject.index);
                e.bool(reject.never).u8(reject.reason);
            }
            Self::Presence(devices) => {
                e.array(2).u8(10).array(4 * devices.len() as u64);
                for presence in devices {
                    encode_presence(&mut e, presence);
                }
            }
            Self::Compare => {
                e.array(1).u8(11);
            }
            Self::Differ(differ) => {
                e.array(3).u8(12).value(&differ.reached);
                documents(&mut e, &differ.documents);
            }
            Self::Fetched(fetched) => {
                e.array(4).u8(13);
                subject(&mut e, &fetched.subject);
                claims(&mut e, &fetched.unsure);
                e.bool(fetched.more);
            }
            Self::Limited => {
                e.array(1).u8(14);
            }
            Self::Ping => {
                e.array(1).u8(15);
            }
            Self::News(held) => {
                e.array(2).u8(9).array(2 * held.len() as u64);
                for one in held {
                    blob(&mut e, one);
                }
            }
            Self::FetchBlob(fetch) => {
                e.array(4).u8(16);
                blob(&mut e, &fetch.blob);
                e.u64(fetch.offset);
            }
            Self::NotHere(one) => {
                e.array(3).u8(17);
                blob(&mut e, one);
            }
        }
        e.into_bytes()
    }

    /// Reads one message.
    ///
    /// # Errors
    /// [`FrameError`] for anything that is not exactly one frame of this version.
    pub fn decode(bytes: &[u8]) -> Result<Self, FrameError> {
        if bytes.len() > MAX_FRAME_BYTES {
            return Err(FrameError::TooLarge(bytes.len()));
        }
        let mut d = Decoder::new(bytes);
        let frame = decode_frame(&mut d).map_err(|error| FrameError::Form(error.to_string()))?;
        if d.position() != bytes.len() {
            return Err(FrameError::Form("bytes follow the frame".into()));
        }
        Ok(frame)
    }
}

fn encode_hello(e: &mut cbor::Encoder, hello: &Hello) {
    e.array(10).u8(1).array(hello.versions.len() as u64);
    for version in &hello.versions {
        e.u8(*version);
    }
    e.value(&hello.council)
        .value(&hello.log)
        .value(&hello.key)
        .value(&hello.nonce)
        .u64(hello.n)
        .value(&hello.chain)
        .bytes(&hello.roster)
        .bytes(&hello.overall);
}

fn encode_presence(e: &mut cbor::Encoder, presence: &Presence) {
    let at = presence.at.as_ref();
    e.value(&presence.device)
        .value(&at.and_then(Whereabouts::document))
        .str(at.map_or("", Whereabouts::place))
        .bool(at.is_none());
}

fn encode_packed(e: &mut cbor::Encoder, item: &Packed) {
    match item {
        Packed::Act(bytes) => e.array(2).u8(0).bytes(bytes),
        Packed::Run(bytes) => e.array(2).u8(1).bytes(bytes),
        Packed::Receipt(bytes) => e.array(2).u8(2).bytes(bytes),
        Packed::Part(part) => e
            .array(5)
            .u8(3)
            .bytes(&part.id)
            .u32(part.total)
            .u32(part.offset)
            .bytes(&part.bytes),
        Packed::Named(Named::Act(act, about)) => {
            e.array(3).u8(4).value(act);
            subject(e, about);
            e
        }
        Packed::Named(Named::Change {
            document,
            actor,
            sequence,
            hash,
        }) => e
            .array(5)
            .u8(5)
            .value(document)
            .value(actor)
            .u64(*sequence)
            .value(hash),
        Packed::ReceiptsUpto(number) => e.array(2).u8(6).u64(*number),
        Packed::BlobPart(part) => {
            e.array(5).u8(7);
            blob(e, &part.blob);
            e.u64(part.offset).bytes(&part.bytes)
        }
    };
}

fn blob(e: &mut cbor::Encoder, blob: &Blob) {
    e.value(&blob.id).u64(blob.bytes);
}

fn position(e: &mut cbor::Encoder, at: Option<&(u64, Chain)>) {
    match at {
        None => e.null(),
        Some((n, chain)) => e.array(2).u64(*n).value(chain),
    };
}

fn subject(e: &mut cbor::Encoder, about: &Subject) {
    match about {
        Subject::Council => e.null(),
        Subject::Document(document) => e.value(document),
    };
}

fn claims(e: &mut cbor::Encoder, claims: &[Claim]) {
    e.array(3 * claims.len() as u64);
    for (actor, sequence, hash) in claims {
        e.value(actor).u64(*sequence).bytes(hash);
    }
}

fn shorts(e: &mut cbor::Encoder, shorts: &[Short]) {
    e.array(shorts.len() as u64);
    for short in shorts {
        e.bytes(short);
    }
}

fn documents(e: &mut cbor::Encoder, documents: &[DocumentId]) {
    e.array(documents.len() as u64);
    for document in documents {
        e.value(document);
    }
}

type Decoded<T> = Result<T, minicbor::decode::Error>;

fn wrong<T>(what: &'static str) -> Decoded<T> {
    Err(minicbor::decode::Error::message(what))
}

fn decode_frame(d: &mut Decoder<'_>) -> Decoded<Frame> {
    let Some(fields) = d.array()? else {
        return wrong("not a definite array");
    };
    let kind = d.u8()?;
    let expected = match kind {
        1 => 10,
        5 => 6,
        2 => 7,
        8 => 5,
        6 | 7 | 13 | 16 => 4,
        4 | 12 | 17 => 3,
        3 | 9 | 10 => 2,
        11 | 14 | 15 => 1,
        _ => return wrong("unknown type of frame"),
    };
    if fields != expected {
        return wrong("wrong number of fields");
    }
    Ok(match kind {
        1 => Frame::Hello(decode_hello(d)?),
        2 => Frame::Prove(decode_prove(d)?),
        3 => Frame::Bye(CloseReason::from_code(d.u8()?)),
        4 => Frame::Items(Items {
            upto: read_position(d)?,
            items: read_list(d, 1, decode_packed)?,
        }),
        5 => Frame::Fetch(Fetch {
            subject: read_subject(d)?,
            claims: read_list(d, 3, read_claim)?,
            acts: read_list(d, 1, read_fixed)?,
            forks: read_list(d, 1, read_fixed)?,
            more: d.bool()?,
        }),
        6 => Frame::Digest(Digest {
            after: d.decode()?,
            to: d.decode()?,
            entries: read_list(d, 2, |d| Ok((d.decode()?, read_fixed(d)?)))?,
        }),
        7 => Frame::Have(Have {
            through: d.u64()?,
            at: read_position(d)?,
            gaps: match d.datatype()? {
                minicbor::data::Type::Null => {
                    d.null()?;
                    None
                }
                _ => Some(read_list(d, 1, |d| d.decode())?),
            },
        }),
        8 => Frame::Reject(Reject {
            frame: d.u64()?,
            index: d.u32()?,
            never: d.bool()?,
            reason: d.u8()?,
        }),
        9 => {
            let held = read_list(d, 2, read_blob)?;
            if held.len() > MAX_NEWS {
                return wrong("too many blobs");
            }
            Frame::News(held)
        }
        10 => {
            let devices = read_list(d, 4, read_presence)?;
            if devices.len() > MAX_PRESENCES {
                return wrong("too many devices");
            }
            Frame::Presence(devices)
        }
        11 => Frame::Compare,
        12 => Frame::Differ(Differ {
            reached: d.decode()?,
            documents: read_list(d, 1, |d| d.decode())?,
        }),
        13 => Frame::Fetched(Fetched {
            subject: read_subject(d)?,
            unsure: read_list(d, 3, read_claim)?,
            more: d.bool()?,
        }),
        14 => Frame::Limited,
        16 => Frame::FetchBlob(FetchBlob {
            blob: read_blob(d)?,
            offset: d.u64()?,
        }),
        17 => Frame::NotHere(read_blob(d)?),
        _ => Frame::Ping,
    })
}

fn decode_hello(d: &mut Decoder<'_>) -> Decoded<Hello> {
    let versions = read_list(d, 1, |d| d.u8())?;
    if versions.len() > 8 {
        return wrong("too many versions");
    }
    Ok(Hello {
        versions,
        council: d.decode()?,
        log: d.decode()?,
        key: d.decode()?,
        nonce: d.decode()?,
        n: d.u64()?,
        chain: d.decode()?,
        roster: read_fixed(d)?,
        overall: read_fixed(d)?,
    })
}

fn decode_prove(d: &mut Decoder<'_>) -> Decoded<Prove> {
    let signature = d.decode()?;
    let cursor = match d.datatype()? {
        minicbor::data::Type::U8 => match d.u8()? {
            0 => Cursor::End,
            1 => Cursor::Compare,
            _ => return wrong("unknown cursor"),
        },
        _ => match read_position(d)? {
            Some((n, chain)) => Cursor::At(n, chain),
            None => return wrong("no cursor"),
        },
    };
    let partial = match d.datatype()? {
        minicbor::data::Type::Null => {
            d.null()?;
            None
        }
        _ if d.array()? == Some(2) => Some((read_fixed(d)?, d.u32()?)),
        _ => return wrong("no part"),
    };
    let (receipts, last_receipt) = (d.u64()?, d.u64()?);
    let acts = read_list(d, 1, |d| Ok(d.bytes()?.to_vec()))?;
    Ok(Prove {
        signature,
        cursor,
        partial,
        receipts,
        last_receipt,
        acts,
    })
}

fn read_presence(d: &mut Decoder<'_>) -> Decoded<Presence> {
    let device = d.decode()?;
    let document: Option<DocumentId> = d.decode()?;
    let place = d.str()?;
    let at = match (document, d.bool()?) {
        (Some(document), false) if place.len() <= MAX_PLACE_BYTES => {
            Some(Whereabouts::open(document, place))
        }
        (None, false) if place.is_empty() => Some(Whereabouts::default()),
        (None, true) if place.is_empty() => None,
        _ => return wrong("nobody is there"),
    };
    Ok(Presence { device, at })
}

fn decode_packed(d: &mut Decoder<'_>) -> Decoded<Packed> {
    let fields = d.array()?;
    let kind = d.u8()?;
    Ok(match (fields, kind) {
        (Some(2), 0) => Packed::Act(d.bytes()?.to_vec()),
        (Some(2), 1) => Packed::Run(d.bytes()?.to_vec()),
        (Some(2), 2) => Packed::Receipt(d.bytes()?.to_vec()),
        (Some(5), 3) => Packed::Part(Part {
            id: read_fixed(d)?,
            total: d.u32()?,
            offset: d.u32()?,
            bytes: d.bytes()?.to_vec(),
        }),
        (Some(3), 4) => Packed::Named(Named::Act(d.decode::<ActId>()?, read_subject(d)?)),
        (Some(5), 5) => Packed::Named(Named::Change {
            document: d.decode()?,
            actor: d.decode()?,
            sequence: d.u64()?,
            hash: d.decode::<ChangeHash>()?,
        }),
        (Some(2), 6) => Packed::ReceiptsUpto(d.u64()?),
        (Some(5), 7) => Packed::BlobPart(BlobPart {
            blob: read_blob(d)?,
            offset: d.u64()?,
            bytes: d.bytes()?.to_vec(),
        }),
        _ => return wrong("unknown kind of item"),
    })
}

/// Reads a list of at most [`MAX_LIST`] entries of `width` values each.
fn read_list<T>(
    d: &mut Decoder<'_>,
    width: u64,
    mut entry: impl FnMut(&mut Decoder<'_>) -> Decoded<T>,
) -> Decoded<Vec<T>> {
    let Some(values) = d.array()? else {
        return wrong("not a definite array");
    };
    if values % width != 0 || values / width > MAX_LIST {
        return wrong("a list of no acceptable length");
    }
    let mut list = Vec::new();
    for _ in 0..values / width {
        list.push(entry(d)?);
    }
    Ok(list)
}

fn read_fixed<const N: usize>(d: &mut Decoder<'_>) -> Decoded<[u8; N]> {
    match d.bytes()?.try_into() {
        Ok(bytes) => Ok(bytes),
        Err(_) => wrong("a byte string of the wrong length"),
    }
}

fn read_blob(d: &mut Decoder<'_>) -> Decoded<Blob> {
    // Later programs may know larger ones: what nobody here names is nothing here, whatever its size.
    let id = d.decode()?;
    let bytes = d.u64()?;
    Ok(Blob { bytes, id })
}

fn read_position(d: &mut Decoder<'_>) -> Decoded<Option<(u64, Chain)>> {
    if d.datatype()? == minicbor::data::Type::Null {
        d.null()?;
        return Ok(None);
    }
    match d.array()? {
        Some(2) => Ok(Some((d.u64()?, d.decode()?))),
        _ => wrong("no position"),
    }
}

fn read_subject(d: &mut Decoder<'_>) -> Decoded<Subject> {
    let document: Option<DocumentId> = d.decode()?;
    Ok(document.map_or(Subject::Council, Subject::Document))
}

fn read_claim(d: &mut Decoder<'_>) -> Decoded<Claim> {
    Ok((d.decode()?, d.u64()?, read_fixed(d)?))
}
