# What two foreign parsers make of invitations: one JSON object a file and parser, times in UTC. Ends with 77 where one of
# the parsers is not installed.
import json, sys
from datetime import timezone
try:
    import icalendar, vobject
except ImportError as missing:
    print(missing, file=sys.stderr)
    sys.exit(77)

def utc(at):
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")

def by_icalendar(text):
    calendar = icalendar.Calendar.from_ical(text)
    event, = calendar.walk("VEVENT")
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    zones = {str(zone["TZID"]): zone.to_tz() for zone in calendar.walk("VTIMEZONE")}
    named = event["DTSTART"].params.get("TZID")
    if named:
        # By the rules that come along, not by those that the machine knows.
        start, end = (at.replace(tzinfo=zones[named]) for at in (start, end))
    people = event["ATTENDEE"]
    return {
        "method": str(calendar["METHOD"]), "uid": str(event["UID"]), "sequence": int(event["SEQUENCE"]),
        "status": str(event["STATUS"]), "start": utc(start), "end": utc(end),
        "attendees": [str(one) for one in (people if isinstance(people, list) else [people])],
        "organizer": str(event["ORGANIZER"]), "summary": str(event["SUMMARY"]), "place": str(event["LOCATION"]),
        "alarms": len(calendar.walk("VALARM")),
    }

def by_vobject(text):
    calendar = vobject.readOne(text)
    event = calendar.vevent
    return {
        "method": calendar.method.value, "uid": event.uid.value, "sequence": int(event.sequence.value),
        "status": event.status.value, "start": utc(event.dtstart.value), "end": utc(event.dtend.value),
        "attendees": [one.value for one in event.attendee_list], "organizer": event.organizer.value,
        "summary": event.summary.value, "place": event.location.value,
        "alarms": len(getattr(event, "valarm_list", [])),
    }

for path in sys.argv[1:]:
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    for parser in (by_icalendar, by_vobject):
        print(json.dumps({"parser": parser.__name__, **parser(text)}))
