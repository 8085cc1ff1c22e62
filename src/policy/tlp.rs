//! The Traffic Light Protocol 2.0 (FIRST, <https://www.first.org/tlp/>): how far those outside may pass on what we tell them.

use serde::{Deserialize, Serialize};

/// How far a receiver may share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tlp {
    /// With nobody else.
    #[serde(rename = "RED")]
    Red,
    /// Within the own organisation, with those who need to know.
    #[serde(rename = "AMBER+STRICT")]
    AmberStrict,
    /// And with its clients.
    #[serde(rename = "AMBER")]
    Amber,
    /// Within the community.
    #[serde(rename = "GREEN")]
    Green,
    /// With anybody.
    #[serde(rename = "CLEAR")]
    Clear,
}

impl Tlp {
    pub const ALL: [Tlp; 5] = [Tlp::Red, Tlp::AmberStrict, Tlp::Amber, Tlp::Green, Tlp::Clear];

    /// The mark as it must be written: capitals, no space.
    pub fn label(self) -> &'static str {
        match self {
            Tlp::Red => "TLP:RED",
            Tlp::AmberStrict => "TLP:AMBER+STRICT",
            Tlp::Amber => "TLP:AMBER",
            Tlp::Green => "TLP:GREEN",
            Tlp::Clear => "TLP:CLEAR",
        }
    }

    /// The colour of its letters, on black.
    pub fn colour(self) -> &'static str {
        match self {
            Tlp::Red => "#FF2B2B",
            Tlp::AmberStrict | Tlp::Amber => "#FFC000",
            Tlp::Green => "#33FF00",
            Tlp::Clear => "#FFFFFF",
        }
    }
}

/// Which mark goes on what; none where nothing is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlpPolicy {
    pub security_list: Option<Tlp>,
    pub privacy_list: Option<Tlp>,
    pub controllers: Option<Tlp>,
    pub external_parties: Option<Tlp>,
    /// Invitations and what the group is asked, to our own people too.
    pub action_group: Option<Tlp>,
    pub incident_report: Option<Tlp>,
}

impl Default for TlpPolicy {
    /// Everything for the receiving organisation only.
    fn default() -> Self {
        let strict = Some(Tlp::AmberStrict);
        TlpPolicy {
            security_list: strict,
            privacy_list: strict,
            controllers: strict,
            external_parties: strict,
            action_group: strict,
            incident_report: strict,
        }
    }
}
