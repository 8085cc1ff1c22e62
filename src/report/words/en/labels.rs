//! What labels ask for, in English (L1–L21).

use crate::report::field::Field::*;
use crate::report::field::Property::{Availability as A, Confidentiality as C, Integrity as I};
use crate::report::labels::Column::{Done, Due, Helper, Owner};
use crate::report::labels::Target::{self, Field as F, Property as P, *};

pub const LABELS: &[(Target, &str)] = &[
    (
        Other,
        "data breach|personal data breach|deviation|discrepancy|incident report|security incident|breach notification|\
        data breach notification|controller|data controller|processor|data processor|sub processor|organisation|\
        organization|company|company name|name of organisation|notified to the authority|notified to the supervisory authority|\
        has the authority been notified|has the supervisory authority been notified|\
        has datatilsynet been notified|reasons for late notification|reason for delay|reasons for the delay|police report|\
        reported to the police|has the police been notified|attachments|attachment|attached files|risk level|\
        criticality|priority|status|to|from|subject|sent|cc|date|comment|comments|remarks|title|job title|role|address|signature|\
        field|answer|question|information|effect|desired effect|purpose|classification|your ref|your reference|send to|sent to|deviation form|incident form|\
        describe theme area work process|theme|duty to inform",
    ),
    (
        F(MainCause),
        "main cause|major cause|root cause|cause of the breach|cause of the incident|cause of the deviation|cause|\
        possible cause|probable cause|likely cause|suspected cause|assumed cause|possible cause of the deviation|underlying cause|why did it happen",
    ),
    (
        Type,
        "type of breach|type of incident|incident type|breach type|type of deviation|category of breach|incident category|kind of breach",
    ),
    (
        F(Period),
        "when|date and time|period|when did the breach occur|when did it happen|when did the incident occur|\
        when did the breach happen|when did the incident happen|when did the deviation occur|when did this happen|time of the incident|date of the incident|\
        date of incident|incident date|date and time of the incident|date and time of the breach|date of the breach|\
        period of the breach|time frame|timeframe|occurred|time period|beginning and end|date of breach|start end|\
        start and end|from to|when it happened|breach date|date of occurrence",
    ),
    (
        Start,
        "start|started|start date|start time|beginning|beginning date and time|beginning date|began|from date|\
        start date and time|when did it start|when did the breach begin",
    ),
    (
        End,
        "end|ended|end date|end time|ending|ending date and time|ending date|end date and time|to date|when did it end|\
        when did the breach end",
    ),
    (Duration, "duration|how long did it last|how long|duration of the breach|length of the breach"),
    (
        Ongoing,
        "ongoing|is the breach ongoing|is it ongoing|still ongoing|is the incident still ongoing|is it still going on",
    ),
    (
        F(DiscoveredAt),
        "when the deviation was discovered|when was the deviation discovered|when was the breach discovered|\
        when was the incident discovered|when was it discovered|on what date was the breach discovered|\
        when did you discover the breach|when did you become aware|when did you become aware of the breach|\
        date of discovery|time of discovery|date and time of discovery|date time|date and time discovered|discovered at|discovered on|discovered|detected|\
        detected at|detected on|date detected|date discovered|time discovered|discovery time|discovery date|date and time of awareness|date of awareness|\
        time of awareness|awareness|time detected|when detected|detection time|date of detection|known since|became aware|\
        when was the breach detected|when was it detected",
    ),
    (
        F(ReportedBy),
        "discovered by|reported by|reporting person|your name|name|detected by|reporter|name of reporter|submitted by|\
        who discovered it|who reported it|who reported the incident|who discovered the incident|who discovered the breach|found by|the deviation was discovered by|performed by|filled in by|name of person reporting|completed by",
    ),
    (F(Department), "department|performed at|unit|section|division|business unit|team"),
    (
        F(AffectedPersons),
        "number of affected persons|number of persons affected|number of people affected|number of affected people|\
        number of data subjects|number of data subjects affected|number of affected data subjects|\
        approximate number of data subjects|approximate number of data subjects affected|\
        how many data subjects could be affected|how many data subjects are affected|\
        how many people are affected|how many people were affected|how many persons are affected|\
        how many individuals are affected|how many individuals were affected|affected individuals|affected persons|\
        people affected|persons affected|number affected|how many|how many people|how many persons|individuals affected|data subjects affected|\
        number of individuals|number of individuals affected|number of customers affected|number of persons|\
        number of people|how many affected|affected data subjects|how many people are involved",
    ),
    (
        F(AffectedRecords),
        "number of personal records|number of records|records involved|affected records|records affected|number of records affected|\
        number of affected records|number of documents|how many records|number of personal data records|number of files|\
        approximate number of records|approximate number of personal data records|number of records concerned",
    ),
    (
        F(WhatHappened),
        "what has happened|what happened|description|description of the deviation|description of the incident|\
        description of the breach|nature of the breach|nature of the personal data breach|incident description|\
        breach description|describe the incident|describe the breach|describe what happened|describe|description of what has happened|\
        description of what happened|a description of what has happened|summary|incident summary|summary of the incident|\
        what went wrong|what has gone wrong|mapping deviation|mapping of the deviation|details|details of the breach|details of the incident|what was observed|describe the deviation|event description",
    ),
    (
        F(HowItArose),
        "how the deviation occurred|how did the deviation occur|how did it happen|how did the breach occur|how it arose|\
        how did the breach happen|how did it occur|how it happened|how did the incident occur|how did the incident happen|\
        how the breach occurred|how did the deviation happen|how was it possible|how could it happen",
    ),
    (How, "how|in what way|how were they informed|by what means"),
    (
        F(Place),
        "where|location|where did it happen|place|where did the breach occur|where did the incident occur|where did the deviation occur|where the deviation occurred|site|\
        location of the incident|where did this happen",
    ),
    (
        F(System),
        "system|systems|systems and infrastructures involved|systems and infrastructure involved|systems involved|\
        affected system|affected systems|which system|which systems|name of the information system|name of the information system if any|systems affected|service affected|affected service|\
        affected services|information system|application|name of the system|it system|infrastructure|service",
    ),
    (
        F(DataTypes),
        "type of personal data|types of personal data|the type of personal data|categories of personal data|category of personal data|\
        type of breached data|types of breached data|description of the type of personal data that was affected|\
        what personal data|what kind of personal data|what type of personal data|data types|types of data|type of data|\
        type of personal data affected|types of personal data affected|the type of personal data affected|data categories|categories of data|personal data involved|personal data affected|data involved|data affected|\
        what data is affected|what data was affected|which data|which personal data|which type of personal data|which type of personal data was affected|\
        type of personal data that was affected|what type of personal data was affected|which personal data was affected|special categories|\
        special categories of personal data|what information was involved|information involved",
    ),
    (
        F(Relationship),
        "relationship|relationship to the persons|relationship to the data subjects|relation|\
        what relationship the business has with the affected persons|\
        what relationship does the business have with the affected persons|categories of data subjects|\
        category of data subjects|types of data subjects affected|types of data subjects|type of data subjects|\
        who is affected|who are affected|who was affected|relation to the persons|relation of the business to the persons|\
        who are the data subjects|which relationship does the organisation have to the affected persons|\
        which relationship the hospital has to the affected persons|which relationship has to the persons|what relationship has to the persons|\
        which relationship has to the affected persons|\
        what relationship the organisation has to the persons|affected groups",
    ),
    (
        F(DataLocation),
        "where is the personal information located after the deviation|\
        where personal information is located after the deviation|\
        description of where personal information is located after the deviation|where is the data now|\
        where are the data now|where the data are now|where are the data after the deviation|where the personal data are after the deviation|\
        where the personal data are located after the deviation|where are the personal data after the deviation|where are the data located|recipients|recipient|who has accessed|\
        who has accessed the data|who accessed the data|who received the data|who has had access|location of the data|\
        data location|where is the personal data now|where is the information now|current location of the data",
    ),
    (
        F(Consequences),
        "consequences|possible consequences|likely consequences|potential consequences|impact|potential impact|\
        possible impact|likely impact|consequences for the affected|consequences for the data subjects|\
        likely consequences for the data subjects|impact on individuals|impact on data subjects|impact on the data subjects|\
        possible consequences for the affected persons|potential harm|what are the consequences",
    ),
    (
        F(MeasuresTaken),
        "immediate actions|immediate measures|immediate actions taken|actions taken|measures taken|containment|\
        action taken|actions|what has been done|what have you done|mitigation|mitigation taken|mitigating actions|\
        mitigation measures|immediate action|containment actions|containment measures|what actions have been taken|\
        what actions are taken|which measures have been taken|risk reducing measures|which immediate or temporary measures were taken|\
        which immediate or temporary measures have been taken|immediate or temporary measures|temporary measures|remediation|measures|measures already taken|steps taken|what measures have been taken|\
        response|mitigating measures|action",
    ),
    (
        F(MeasuresPlanned),
        "measures proposed|planned measures|corrective actions|corrective measures|preventive measures|preventive actions|\
        preventative measures|proposed measures|proposed new measures|new risk reducing measures|action plan new risk reducing measures|chosen measures|next steps|planned actions|corrective action|further actions|\
        further measures|measures planned|actions planned|action plan|what will be done|long term measures|\
        measures to prevent recurrence|future measures|what are you planning",
    ),
    (
        F(PersonsInformed),
        "have the people affected been informed|have the affected been informed|have the affected persons been informed|\
        have affected persons been informed|have the affected people been informed|data subjects informed|\
        have data subjects been informed|have the data subjects been informed|have the data subjects been notified|\
        have individuals been informed|have the individuals been informed|affected persons informed|\
        are the affected informed|have those affected been informed|individuals notified|data subjects notified|\
        communication to data subjects|notification of data subjects|information to the affected|\
        have the affected individuals been notified|have you informed the affected persons|have customers been informed|\
        were the data subjects informed|affected individuals informed",
    ),
    (
        F(Contact),
        "contact details|dpo|contact point|data protection officer|contact|contact information|who can be contacted|\
        who can be contacted for more information|point of contact|contact details of the dpo|name and contact details|privacy representative",
    ),
    (
        Name,
        "contact person|name of the person responsible for the notification|person responsible for the notification|contact name|name of contact|name of contact person",
    ),
    (Phone, "phone|telephone|mobile|phone number|tel|telephone number|mobile number|mobile phone"),
    (Email, "email|e mail|email address|e mail address|mail"),
    (
        P(C),
        "confidentiality|breach of confidentiality|confidentiality breach|was the data disclosed|\
        has the data become known to unauthorised persons|have unauthorised persons had access",
    ),
    (
        P(I),
        "integrity|breach of integrity|integrity breach|was the data altered|has the data been altered|were the data changed",
    ),
    (
        P(A),
        "availability|breach of availability|availability breach|was the data lost|has the data been lost|\
        were the data lost or unavailable|were the data lost",
    ),
    (
        F(Properties),
        "nature of breach|security properties|confidentiality integrity availability|breach of|\
        confidentiality integrity or availability|type of security breach|what was breached",
    ),
    (
        F(Kinds),
        "area|privacy or security|concerns|applies to|kind of incident|kind of deviation|kind of report",
    ),
    (Risk { residual: false }, "risk|risk assessment|s k r|initial risk|risk before measures"),
    (
        Risk { residual: true },
        "after measures|residual risk|residual risk assessment|remaining risk|risk after measures",
    ),
    (F(Likelihood), "likelihood|probability|l"),
    (F(Consequence), "consequence|consequence level|c"),
    (Severity, "severity|severity level|severity of the breach"),
    (Score, "risk score|score|risk value"),
    (F(ResidualLikelihood), "residual likelihood|likelihood after measures|residual probability"),
    (F(ResidualConsequence), "residual consequence|consequence after measures"),
    (
        F(Protection),
        "were the data encrypted|was the data encrypted|was the personal data encrypted|were the personal data encrypted|encryption|encrypted|is the data encrypted|\
        protection|was the device encrypted|were the files encrypted|was the file encrypted|was the disk encrypted|\
        protection of the data|protection in place|how were the data protected|security measures in place",
    ),
    (
        F(ExternalReference),
        "ref|reference|our reference|our ref|ticket|ticket number|ticket no|ticket id|case number|\
        case no|incident number|deviation id|deviation id no|deviation no|deviation number|breach id|breach number|incident id|incident no|incident ref|incident reference|case id|reference number|case reference",
    ),
    (Plan(Owner), "responsible|owner|action owner|responsible person|assigned to"),
    (Plan(Helper), "helper|assistant|supported by"),
    (Plan(Due), "deadline|due|due date|target date"),
    (Plan(Done), "done|done date|completed|date done|date performed|completion date|date completed"),
    (Line, "no|number|item|case"),
    (Printed, "risk matrix"),
];
