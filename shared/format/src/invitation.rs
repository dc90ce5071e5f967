//! An invitation: what a new device needs to join with no link, as one line of text or as a file.
//!
//! The text is `dewan1-` and then base32 (RFC 4648, lower case, no padding) of: version (1 byte),
//! form of the body (0 as it is, 1 zstd), length of the body (4 bytes, big endian), the first 4 bytes of
//! the SHA-256 of these six, the body, and the first 8 bytes of the SHA-256 of all before. The body is
//! the deterministic CBOR array `[one-time secret key, [acts]]`.
//!
//! Whatever stands before `dewan1-` is ignored, so a file may explain itself and a mail may greet;
//! so are letter case, white space, hyphens, quote marks of mail and what follows the last
//! character. Because the head carries its own check, a text that was cut off and one that was
//! damaged are told apart.

use std::io::Read as _;

use data_encoding::BASE32_NOPAD;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::act::{Act, ActError};
use crate::cbor;
use crate::key::DeviceKey;

/// The most acts one invitation may carry.
pub const MAX_INVITATION_ACTS: usize = 200;
/// The most bytes the body of an invitation may have, before and after compression.
pub const MAX_INVITATION_BYTES: usize = 512 * 1024;

/// What every invitation begins with. The digit is not in the alphabet of base32.
const MARK: &str = "dewan1-";
const VERSION: u8 = 1;
const STORED: u8 = 0;
const ZSTD: u8 = 1;
/// Invitations are made rarely and pasted by people: short is worth more than fast.
const ZSTD_LEVEL: i32 = 19;
/// Version, form, length, check: 10 bytes are exactly 16 characters.
const HEAD_BYTES: usize = 10;
const HEAD_CHARACTERS: usize = 16;
const CHECKSUM_BYTES: usize = 8;
/// Longer texts hold no invitation; nothing behind this is looked at.
const MAX_TEXT_BYTES: usize = 4 * MAX_INVITATION_BYTES;

/// Why text is not an invitation, or what was given makes none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvitationError {
    /// Nothing in the text looks like an invitation.
    #[error("this is no invitation: it should begin with \"{MARK}\"; copy the whole text again")]
    Foreign,
    /// The text ends too early.
    #[error("the invitation is cut off: copy all of it, to its last character, or use the file")]
    CutOff,
    /// The text was changed on its way.
    #[error("the invitation was damaged on its way: ask for it as a file")]
    Damaged,
    /// A sound invitation of a later program.
    #[error(
        "the invitation has format version {0}, which this program does not know; use a newer one"
    )]
    Version(u8),
    /// Over [`MAX_INVITATION_ACTS`] or [`MAX_INVITATION_BYTES`].
    #[error(
        "the invitation is too large: at most {MAX_INVITATION_ACTS} acts and {MAX_INVITATION_BYTES} bytes are allowed"
    )]
    TooLarge,
    /// One of its acts is none.
    #[error("act {index} of the invitation is not acceptable: {source}")]
    Act {
        /// Its place, from 0.
        index: usize,
        /// What is wrong with it.
        source: ActError,
    },
    /// The acts do not begin with a council's founding, or belong to several councils.
    #[error("the invitation does not belong together: {0}")]
    Council(&'static str),
    /// Says what else was expected.
    #[error("this is no invitation: {0}")]
    Form(&'static str),
}

/// The founding, relay and invite acts (and the acts that place the inviter), and the one-time key
/// that signs the joining key.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// In causal order: the founding act first, the invite act last. All of one council.
    pub acts: Vec<Act>,
    /// The one-time key whose public half the invite act names.
    pub one_time_key: DeviceKey,
}

impl Invitation {
    /// One line of text that can be pasted. Whoever reads it can join: treat it as a secret.
    ///
    /// # Errors
    /// [`InvitationError`] where [`Invitation::from_text`] would refuse the result.
    pub fn to_text(&self) -> Result<String, InvitationError> {
        check(&self.acts)?;
        let mut e = cbor::Encoder::new();
        e.array(2).bytes(self.one_time_key.secret().as_ref());
        e.array(self.acts.len() as u64);
        for act in &self.acts {
            e.bytes(act.bytes());
        }
        let plain = Zeroizing::new(e.into_bytes());
        if plain.len() > MAX_INVITATION_BYTES {
            return Err(InvitationError::TooLarge);
        }
        let compressed = zstd::bulk::compress(&plain, ZSTD_LEVEL).map(Zeroizing::new);
        let (form, body) = match &compressed {
            Ok(compressed) if compressed.len() < plain.len() => (ZSTD, compressed),
            _ => (STORED, &plain),
        };
        let mut bytes =
            Zeroizing::new(Vec::with_capacity(HEAD_BYTES + body.len() + CHECKSUM_BYTES));
        bytes.extend_from_slice(&[VERSION, form]);
        bytes.extend_from_slice(&(body.len() as u32).to_be_bytes());
        let check = Sha256::digest(&*bytes);
        bytes.extend_from_slice(&check[..4]);
        bytes.extend_from_slice(body);
        let checksum = Sha256::digest(&*bytes);
        bytes.extend_from_slice(&checksum[..CHECKSUM_BYTES]);
        let mut text = MARK.to_owned();
        text.push_str(&BASE32_NOPAD.encode(&bytes).to_ascii_lowercase());
        Ok(text)
    }

    /// The same text as a file that says what it is, in lines a mail program does not break.
    ///
    /// # Errors
    /// As [`Invitation::to_text`].
    pub fn to_file(&self) -> Result<String, InvitationError> {
        let text = self.to_text()?;
        let mut file = String::from(
            "Undangan Dewan. Rahasia: siapa pun yang memegangnya dapat bergabung satu kali.\n\
             Dewan invitation. Secret: whoever holds it can join once.\n\n",
        );
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (line, after) = rest.split_at(rest.len().min(72));
            file.push_str(line);
            file.push('\n');
            rest = after;
        }
        Ok(file)
    }

    /// Reads what [`Invitation::to_text`] or [`Invitation::to_file`] wrote, however it was pasted.
    ///
    /// # Errors
    /// [`InvitationError`], with a sentence that says whether it is cut off, damaged or foreign.
    pub fn from_text(text: &str) -> Result<Self, InvitationError> {
        let characters = characters_after_mark(text)?;
        let body = read_body(&characters)?;
        let wrong = |_| InvitationError::Form("its content is not as it should be");
        let mut d = minicbor::Decoder::new(&body);
        if d.array().map_err(wrong)? != Some(2) {
            return Err(InvitationError::Form("its content has not two parts"));
        }
        let secret = d.bytes().map_err(wrong)?;
        let secret: &[u8; DeviceKey::SECRET_BYTES] = secret
            .try_into()
            .map_err(|_| InvitationError::Form("its key has not 32 bytes"))?;
        let count = d.array().map_err(wrong)?.unwrap_or(u64::MAX);
        if count > MAX_INVITATION_ACTS as u64 {
            return Err(InvitationError::TooLarge);
        }
        let mut acts = Vec::new();
        for index in 0..count as usize {
            let act = Act::parse(d.bytes().map_err(wrong)?);
            acts.push(act.map_err(|source| InvitationError::Act { index, source })?);
        }
        if d.position() != body.len() {
            return Err(InvitationError::Form("something follows its acts"));
        }
        check(&acts)?;
        Ok(Self {
            acts,
            one_time_key: DeviceKey::from_secret(secret),
        })
    }
}

fn check(acts: &[Act]) -> Result<(), InvitationError> {
    if acts.len() > MAX_INVITATION_ACTS {
        return Err(InvitationError::TooLarge);
    }
    let Some((first, rest)) = acts.split_first() else {
        return Err(InvitationError::Council("it holds no act"));
    };
    if first.statement().council.is_some() {
        return Err(InvitationError::Council(
            "its first act does not found a council",
        ));
    }
    if rest
        .iter()
        .any(|act| act.statement().council != Some(first.council()))
    {
        return Err(InvitationError::Council(
            "one of its acts belongs to another council",
        ));
    }
    Ok(())
}

/// The characters of base32 after the mark, in upper case, without what pasting puts between them.
fn characters_after_mark(text: &str) -> Result<Zeroizing<Vec<u8>>, InvitationError> {
    let text = text.as_bytes();
    let text = &text[..text.len().min(MAX_TEXT_BYTES)];
    let start = text
        .windows(MARK.len())
        .position(|window| window.eq_ignore_ascii_case(MARK.as_bytes()))
        .ok_or(InvitationError::Foreign)?;
    let mut characters = Zeroizing::new(Vec::with_capacity(text.len() - start));
    characters.extend(
        text[start + MARK.len()..]
            .iter()
            .filter(|byte| !byte.is_ascii_whitespace() && !b"->\"'`*_=".contains(byte))
            .map(u8::to_ascii_uppercase),
    );
    Ok(characters)
}

/// How many characters of base32 stand for `bytes` bytes.
fn characters_for(bytes: usize) -> usize {
    (bytes * 8).div_ceil(5)
}

fn decode(characters: &[u8]) -> Result<Zeroizing<Vec<u8>>, InvitationError> {
    BASE32_NOPAD
        .decode(characters)
        .map(Zeroizing::new)
        .map_err(|_| InvitationError::Damaged)
}

fn read_body(characters: &[u8]) -> Result<Zeroizing<Vec<u8>>, InvitationError> {
    let head = decode(
        characters
            .get(..HEAD_CHARACTERS)
            .ok_or(InvitationError::CutOff)?,
    )?;
    let (fields, check) = head.split_at(HEAD_BYTES - 4);
    if Sha256::digest(fields)[..4] != *check {
        return Err(InvitationError::Damaged);
    }
    let [version, form, length @ ..] = fields else {
        return Err(InvitationError::Damaged);
    };
    if *version != VERSION {
        return Err(InvitationError::Version(*version));
    }
    let length = length
        .iter()
        .fold(0, |length, byte| length << 8 | usize::from(*byte));
    if length > MAX_INVITATION_BYTES {
        return Err(InvitationError::TooLarge);
    }
    let all = characters
        .get(..characters_for(HEAD_BYTES + length + CHECKSUM_BYTES))
        .ok_or(InvitationError::CutOff)?;
    let bytes = decode(all)?;
    let (content, checksum) = bytes.split_at(HEAD_BYTES + length);
    if Sha256::digest(content)[..CHECKSUM_BYTES] != *checksum {
        return Err(InvitationError::Damaged);
    }
    let body = &content[HEAD_BYTES..];
    match *form {
        STORED => Ok(Zeroizing::new(body.to_vec())),
        ZSTD => inflate(body),
        _ => Err(InvitationError::Form(
            "its content is packed in an unknown way",
        )),
    }
}

/// Inflates with a count of our own: the size that the content claims is not believed.
fn inflate(body: &[u8]) -> Result<Zeroizing<Vec<u8>>, InvitationError> {
    let damaged = |_| InvitationError::Form("its content cannot be unpacked");
    let mut decoder = zstd::stream::read::Decoder::with_buffer(body).map_err(damaged)?;
    // A window of 1 MiB is enough for the largest body.
    decoder.window_log_max(20).map_err(damaged)?;
    let mut plain = Zeroizing::new(Vec::new());
    decoder
        .take(MAX_INVITATION_BYTES as u64 + 1)
        .read_to_end(&mut plain)
        .map_err(damaged)?;
    if plain.len() > MAX_INVITATION_BYTES {
        return Err(InvitationError::TooLarge);
    }
    Ok(plain)
}
