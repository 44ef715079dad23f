//! A desk agent with a key in software: what crate `agent` answers, without token and person.

use agent_protocol::message::{
    AnswerHead, Ask as _, ChallengeAnswer, ChallengeRequest, ItemAnswer, Outcome, Possession,
    SignAnswer, SignRequest,
};
use agent_protocol::pairing::{Acceptance, Confirmation, Transcript};
use agent_protocol::{ChannelKey, Envelope, Nonce, Purpose, milliseconds, possession_message};
use office::people::Holder;
use office::{Acting, Office};

use crate::ground::now;

const VERSION: &str = "soak";

/// The desk of somebody, with the person's key and, at the keeper's, the organisation's.
pub(crate) struct Desk {
    channel: ChannelKey,
    pairing: String,
    keys: Vec<testpki::Issued>,
}

impl Desk {
    /// Pairs a desk without keys with the office.
    pub(crate) async fn pair(office: &Office, by: &Acting) -> Self {
        let channel = ChannelKey::generate().unwrap();
        let offer = office.offer_pairing(by).await.unwrap();
        let acceptance = Acceptance {
            offer: offer.offer.clone(),
            key: channel.public(),
            nonce: Nonce::fresh().unwrap(),
            version: VERSION.to_owned(),
            unattended: true,
        };
        let pairing = office.reveal_pairing(by, acceptance.clone()).await.unwrap();
        let transcript = Transcript::new(&offer, &acceptance, &pairing.reveal).unwrap();
        let confirmation = Confirmation {
            offer: offer.offer.clone(),
            transcript: transcript.digest(),
        };
        let purpose = Purpose::PairingConfirmed;
        let sealed = channel
            .seal(purpose, &transcript.pairing(), &confirmation)
            .unwrap();
        let paired = office.confirm_pairing(by, &pairing.request, &sealed, 8987);
        Self {
            pairing: paired.await.unwrap(),
            channel,
            keys: Vec::new(),
        }
    }

    /// Puts a key into it and enrols its certificate.
    pub(crate) async fn enrol(
        &mut self,
        office: &Office,
        by: &Acting,
        key: testpki::Issued,
        holder: Holder,
    ) {
        let print = report::hexadecimal(&key.certificate.sha256_fingerprint());
        let digest = serde_json::from_value(print.into()).unwrap();
        let asked = office.challenge(by, &self.pairing, digest, holder);
        let asked = asked.await.unwrap();
        let envelope = &asked.envelope;
        let request: ChallengeRequest = serde_json::from_slice(&envelope.body.0).unwrap();
        let value = key.key.sign(&possession_message(envelope)).unwrap();
        let der = |it: &pki::Certificate| it.der().into();
        let answer = ChallengeAnswer {
            head: head(&request.head.request, envelope),
            outcome: Possession::Proven {
                certificate: der(&key.certificate),
                chain: key.chain.iter().map(der).collect(),
                algorithms: vec![key.key.algorithm().signature()],
                value: value.as_slice().into(),
            },
        };
        let purpose = ChallengeRequest::ANSWERS;
        let sealed = self
            .channel
            .seal(purpose, &envelope.pairing, &answer)
            .unwrap();
        let enrolled = office.enrol(by, &asked.request, &sealed);
        enrolled.await.unwrap();
        self.keys.push(key);
    }

    /// Signs everything that is asked; gives the id of the question and the answer.
    pub(crate) fn answer(&self, asked: &Envelope) -> (String, Envelope) {
        let request: SignRequest = serde_json::from_slice(&asked.body.0).unwrap();
        let wanted = request.certificate.0;
        let is = |it: &&testpki::Issued| it.certificate.sha256_fingerprint() == wanted;
        let key = &self.keys.iter().find(is).unwrap().key;
        let items = request.items.iter().map(|item| ItemAnswer {
            id: item.id.clone(),
            outcome: Outcome::Signed {
                value: key.sign(&item.to_be_signed.0).unwrap().as_slice().into(),
            },
        });
        let answer = SignAnswer {
            head: head(&request.head.request, asked),
            items: items.collect(),
        };
        let sealed = self
            .channel
            .seal(SignRequest::ANSWERS, &asked.pairing, &answer);
        (request.head.request, sealed.unwrap())
    }
}

fn head(request: &str, asked: &Envelope) -> AnswerHead {
    AnswerHead {
        request: request.to_owned(),
        request_digest: asked.digest(),
        version: VERSION.to_owned(),
        unattended: true,
        at: milliseconds(now()),
    }
}
