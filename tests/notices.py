"""Delivery status notifications as mail servers really write them, about whichever mail of ours; and mails that are none."""

from textwrap import dedent
from typing import Final

MESSAGE_ID: Final = "<0197f3a2b4c57d608e1f2a3b4c5d6e7f.staffel@leads.example.com>"


def postfix(
    message_id: str = MESSAGE_ID, *, status: str = "5.1.1", action: str = "failed", said: str = ""
) -> bytes:
    """Postfix: the original's headers as text/rfc822-headers, fields folded."""
    said = (
        said
        or "550 5.1.1 <paul@example.com>: Recipient address rejected:\n            User unknown in virtual mailbox table"
    )
    return _mail(f"""\
        Return-Path: <>
        Date: Mon,  2 Mar 2026 10:00:09 +0100 (CET)
        From: MAILER-DAEMON@mx.example.com (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: anfragen@waermewerk.example
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
         boundary="4A1B2C3D.1740906009/mx.example.com"
        Message-Id: <20260302090009.4A1B2C3D@mx.example.com>

        --4A1B2C3D.1740906009/mx.example.com
        Content-Description: Notification
        Content-Type: text/plain; charset=us-ascii

        This is the mail system at host mx.example.com.
        I'm sorry to have to inform you that your message could not be delivered.

        --4A1B2C3D.1740906009/mx.example.com
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.com
        X-Postfix-Queue-ID: 4A1B2C3D
        X-Postfix-Sender: rfc822; anfragen@waermewerk.example
        Arrival-Date: Mon,  2 Mar 2026 10:00:08 +0100 (CET)

        Final-Recipient: rfc822; paul@example.com
        Original-Recipient: rfc822;paul@example.com
        Action: {action}
        Status: {status}
        Remote-MTA: dns; mail.example.com
        Diagnostic-Code: smtp; {said}

        --4A1B2C3D.1740906009/mx.example.com
        Content-Description: Undelivered Message Headers
        Content-Type: text/rfc822-headers

        Return-Path: <anfragen@waermewerk.example>
        From: =?utf-8?q?W=C3=A4rmewerk?= <anfragen@waermewerk.example>
        To: paul@example.com
        Subject: Neue Anfrage
        Message-ID: {message_id}
        In-Reply-To: <lead.0197f3a2b4c57d608e1f2a3b4c5d0000@leads.example.com>

        --4A1B2C3D.1740906009/mx.example.com--
        """)


def exchange(message_id: str = MESSAGE_ID) -> bytes:
    """Exchange Online, German: HTML for people, the code for machines, the whole original behind it."""
    return _mail(f"""\
        From: Microsoft Outlook
            <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@firma.onmicrosoft.com>
        To: <anfragen@waermewerk.example>
        Date: Mon, 2 Mar 2026 09:00:12 +0000
        Content-Type: multipart/report; report-type=delivery-status;
            boundary="c7a1f0de-5d5c-4d7f-9f39-3ab0b9a2f5a1"
        Content-Language: de-DE
        Message-ID: <7d0c2b6e@DB9PR01MB7245.eurprd01.prod.exchangelabs.com>
        In-Reply-To: {message_id}
        References: {message_id}
        Subject: =?utf-8?B?VW56dXN0ZWxsYmFyOiBOZXVlIEFuZnJhZ2U=?=
        Auto-Submitted: auto-replied
        X-MS-Exchange-Message-Is-Ndr:
        MIME-Version: 1.0

        --c7a1f0de-5d5c-4d7f-9f39-3ab0b9a2f5a1
        Content-Type: multipart/alternative; differences=Content-Type;
            boundary="inner"

        --inner
        Content-Type: text/plain; charset="utf-8"
        Content-Transfer-Encoding: 8bit

        Ihre Nachricht an paul@example.com konnte nicht zugestellt werden.
        paul wurde bei example.com nicht gefunden.

        --inner
        Content-Type: text/html; charset="utf-8"
        Content-Transfer-Encoding: 8bit

        <p>Ihre Nachricht an paul@example.com konnte nicht zugestellt werden.</p>

        --inner--

        --c7a1f0de-5d5c-4d7f-9f39-3ab0b9a2f5a1
        Content-Type: message/delivery-status

        Reporting-MTA: dns;DB9PR01MB7245.eurprd01.prod.exchangelabs.com
        Received-From-MTA: dns;mail.waermewerk.example
        Arrival-Date: Mon, 2 Mar 2026 09:00:11 +0000

        Original-Recipient: rfc822;paul@example.com
        Final-Recipient: rfc822;paul@example.com
        Action: failed
        Status: 5.1.10
        Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient paul@example.com not found by SMTP address lookup

        --c7a1f0de-5d5c-4d7f-9f39-3ab0b9a2f5a1
        Content-Type: message/rfc822

        From: <anfragen@waermewerk.example>
        To: <paul@example.com>
        Subject: Neue Anfrage
        Message-ID: {message_id}
        MIME-Version: 1.0
        Content-Type: text/plain

        Guten Tag

        --c7a1f0de-5d5c-4d7f-9f39-3ab0b9a2f5a1--
        """)


def gmail(message_id: str = MESSAGE_ID) -> bytes:
    """Gmail: an image among the parts, the answer over several lines, the original whole."""
    return _mail(f"""\
        From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
        To: anfragen@waermewerk.example
        Auto-Submitted: auto-replied
        Subject: Delivery Status Notification (Failure)
        References: {message_id}
        In-Reply-To: {message_id}
        X-Failed-Recipients: paul.neu@gmail.com
        Message-ID: <65e2f1a9.050a0220.c9fe1.7b42.GMR@mx.google.com>
        MIME-Version: 1.0
        Content-Type: multipart/report; boundary="0000000000008a3b2c06129d"; report-type=delivery-status

        --0000000000008a3b2c06129d
        Content-Type: multipart/related; boundary="0000000000008a4f1f06129d"

        --0000000000008a4f1f06129d
        Content-Type: text/plain; charset="UTF-8"

        ** Address not found **

        --0000000000008a4f1f06129d
        Content-Type: image/png; name="icon.png"
        Content-Transfer-Encoding: base64

        iVBORw0KGgo=

        --0000000000008a4f1f06129d--
        --0000000000008a3b2c06129d
        Content-Type: message/delivery-status

        Reporting-MTA: dns; googlemail.com
        Received-From-MTA: dns; anfragen@waermewerk.example
        Arrival-Date: Mon, 02 Mar 2026 01:00:08 -0800 (PST)
        X-Original-Message-ID: {message_id}

        Final-Recipient: rfc822; paul.neu@gmail.com
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; gmail-smtp-in.l.google.com. (142.250.110.27, the server for the domain gmail.com.)
        Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
         550-5.1.1 double-checking the recipient's email address for typos or
         550 5.1.1 unnecessary spaces. - gsmtp
        Last-Attempt-Date: Mon, 02 Mar 2026 01:00:09 -0800 (PST)

        --0000000000008a3b2c06129d
        Content-Type: message/rfc822

        From: <anfragen@waermewerk.example>
        Message-ID: {message_id}
        Subject: Neue Anfrage

        Guten Tag

        --0000000000008a3b2c06129d--
        """)


def without_original(message_id: str = MESSAGE_ID) -> bytes:
    """An old German server: no part of the original, it only answers to it; vague code, the words say it; Latin-1."""
    text = _mail(f"""\
        From: Postmaster <postmaster@stadtwerk.example>
        To: anfragen@waermewerk.example
        Subject: Unzustellbare Nachricht
        References: <lead.0197f3a2b4c57d608e1f2a3b4c5d0000@leads.example.com> {message_id}
        MIME-Version: 1.0
        Content-Type: multipart/report; boundary=grenze

        --grenze
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: 8bit

        Ihre Mail konnte nicht zugestellt werden: Der Empfänger ist nicht bekannt.

        --grenze
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.stadtwerk.example

        Final-Recipient: rfc822; paul@stadtwerk.example
        Action: Failed (Zustellung nicht möglich)
        Status: 5.0.0
        Diagnostic-Code: smtp; 550 Unbekannter Empfänger

        --grenze--
        """)
    return text.decode().encode("latin-1")


def international(message_id: str = MESSAGE_ID) -> bytes:
    """For addresses that are not ASCII (RFC 6533): the report is of another type, and in UTF-8."""
    return _mail(f"""\
        From: MAILER-DAEMON@mx.example.com
        Subject: Undelivered Mail Returned to Sender
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        Mailbox voll.

        --b
        Content-Type: message/global-delivery-status
        Content-Transfer-Encoding: 8bit

        Reporting-MTA: dns; mx.example.com

        Final-Recipient: utf-8; jörg@example.com
        Action: failed
        Status: 5.2.2
        Diagnostic-Code: smtp; 552 5.2.2 Postfach jörg ist voll

        --b
        Content-Type: message/global-headers
        Content-Transfer-Encoding: 8bit

        Subject: Neue Anfrage für Jörg
        Message-ID: {message_id}

        --b--
        """)


def out_of_office(message_id: str = MESSAGE_ID) -> bytes:
    """Somebody is on holiday: answers to our mail, but is no notice."""
    return _mail(f"""\
        From: Paul <paul@example.com>
        To: anfragen@waermewerk.example
        Subject: Automatische Antwort: Neue Anfrage
        In-Reply-To: {message_id}
        References: {message_id}
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        Ich bin bis 16.3. nicht im Büro. 550 5.1.1 User unknown
        """)


def read_receipt(message_id: str = MESSAGE_ID) -> bytes:
    """A report of another kind: the mail was displayed (RFC 8098)."""
    return _mail(f"""\
        From: Paul <paul@example.com>
        Subject: Gelesen: Neue Anfrage
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=disposition-notification; boundary=b

        --b
        Content-Type: text/plain

        Gelesen.

        --b
        Content-Type: message/disposition-notification

        Final-Recipient: rfc822; paul@example.com
        Original-Message-ID: {message_id}
        Disposition: manual-action/MDN-sent-manually; displayed

        --b--
        """)


def forwarded(message_id: str = MESSAGE_ID) -> bytes:
    """A colleague forwards a notice: a letter with a notice in it."""
    inner = postfix(message_id).decode().replace("\r\n", "\n")
    return _lines(
        "From: Vera <vera@example.com>\nSubject: WG: Undelivered Mail\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=aussen\n\n--aussen\nContent-Type: text/plain\n\nKennst du das?\n"
        f"--aussen\nContent-Type: message/rfc822\n\n{inner}\n--aussen--\n"
    )


def _mail(text: str) -> bytes:
    return _lines(dedent(text))


def _lines(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()
