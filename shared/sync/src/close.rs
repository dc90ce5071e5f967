//! Why a session ends, as both sides say it.

/// When connecting again can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// At once.
    Now,
    /// After a pause that grows with every failure.
    Later,
    /// Only after somebody changed something: a person, another program version, the roster.
    NotByItself,
}

macro_rules! reasons {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal, $again:ident, $text:literal;)*) => {
        /// The fixed list of reasons for which a session ends.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
        #[repr(u8)]
        pub enum CloseReason {
            $($(#[doc = $doc])* #[error($text)] $name = $code,)*
        }

        impl CloseReason {
            /// Every reason.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Whether and when connecting again can help.
            pub fn again(self) -> Again {
                match self { $(Self::$name => Again::$again,)* }
            }
        }
    };
}

reasons! {
    /// The peer asked for it.
    Done = 0, Later, "everything was said";
    /// No version both know.
    Version = 1, NotByItself, "the two programs speak no common version; update the older one";
    /// The council is not served here.
    NotHosted = 2, NotByItself, "this council is not hosted there; ask who runs the relay to host it";
    /// Nothing places the key.
    UnknownKey = 3, NotByItself, "this device is not a member of the council, as far as is known there";
    /// The proof does not hold.
    Proof = 4, NotByItself, "the other side could not prove who it is";
    /// Not the peer that was expected.
    WrongPeer = 5, NotByItself, "this is not the relay the council named";
    /// A frame that does not fit.
    Protocol = 6, Later, "a frame was out of protocol";
    /// A frame or item larger than allowed.
    TooLarge = 7, NotByItself, "a frame or item was larger than allowed";
    /// More was sent than was asked for.
    Overrun = 8, Later, "more was sent than may be under way at once";
    /// This log was copied or rolled back.
    LogRenewed = 9, Now, "the store was copied or restored and now goes by a new name";
    /// The store cannot read or write.
    Storage = 10, Later, "the store could not read or write";
    /// Nothing was heard.
    Timeout = 11, Later, "nothing was heard for too long";
    /// The peer may do more now.
    StandingChanged = 12, Now, "the membership was settled; connect again";
    /// The program is going away.
    ShuttingDown = 13, Later, "the program is closing";
    /// The reader does not keep up.
    TooSlow = 14, Later, "the other side did not keep up";
    /// Connected to itself.
    Mirror = 15, NotByItself, "this device is connected to itself";
    /// The key was revoked.
    Revoked = 17, NotByItself, "this device was revoked by the council; ask the chair";
    /// The relay's administrator does not serve this device.
    Blocked = 18, NotByItself, "whoever runs the relay does not serve this device; ask them";
    /// The same device connected again.
    Replaced = 19, Later, "the same device connected again";
    /// As many connections as are served.
    Busy = 20, Later, "as many are connected as that relay serves; this device tries again by itself";
    /// A reason of a later version.
    Other = 16, Later, "for a reason this program does not know";
}

impl CloseReason {
    /// The number it is sent as.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The reason with this number; [`CloseReason::Other`] for one that later programs may send.
    pub fn from_code(code: u8) -> Self {
        let found = Self::ALL.iter().find(|reason| reason.code() == code);
        found.copied().unwrap_or(Self::Other)
    }
}
