"""The words that the scripts of the live studio say, in the language of the page."""

from django.utils.translation import gettext as _


def studio_words() -> dict[str, str]:
    """By name, as static/js/studio/words.js asks for them; {…} is filled in there."""
    return _air() | _acts() | _devices() | _warnings() | _figures() | _line() | _company()


def _air() -> dict[str, str]:
    """How it stands: a word, and what that means for whoever performs."""
    return {
        "air_off": _("Off air"),
        "say_off": _("Nobody sees or hears you. Look, listen, test; then go live or rehearse."),
        "air_draft": _("Draft"),
        "say_draft": _("This show is a draft still. Announce it first, then come back."),
        "air_rehearsal": _("In rehearsal"),
        "say_rehearsal": _("You are on stage. The cast alone sees and hears you."),
        "air_doors": _("Doors are open"),
        "say_doors": _("Your audience is coming in and waits. Nobody sees or hears you yet."),
        "say_doors_guest": _(
            "The audience waits. Join now: it sees you once the host has raised the curtain."
        ),
        "say_doors_guest_on": _(
            "The cast sees and hears you. The audience does once the host has raised the curtain."
        ),
        "air_live": _("On air"),
        "say_live": _("Your audience sees and hears you."),
        "say_live_muted": _("Your audience sees you. You are muted: nobody hears you."),
        "say_live_dark": _("Your audience hears you, and sees the card of the show."),
        "say_live_neither": _("Your audience sees the card of the show. Nobody hears you."),
        "say_live_hushed": _("Your audience sees you. The host has muted you: nobody hears you."),
        "say_live_dark_hushed": _(
            "Your audience sees the card of the show. The host has muted you: nobody hears you."
        ),
        "air_alone": _("The show is on"),
        "say_alone": _("It is on air without this device."),
        "air_paused": _("Intermission"),
        "say_paused": _("Nobody sees or hears you. Your audience stays seated until you resume."),
        "say_paused_away": _("The show is paused, and this device is off the stage."),
        "air_dark": _("Interrupted"),
        "say_dark": _("The stage is dark; your audience stays seated. Go on as soon as you can."),
        "air_over": _("The show has ended"),
        "say_over": _("The curtain has fallen. Camera and microphone are off."),
        "air_cancelled": _("Cancelled"),
        "say_cancelled": _("This show was cancelled; nobody goes on stage."),
        "until_waits": _("Your audience waits for {time} more; then the show ends."),
        "until_stands": _("Started by mistake? For {time} you can take it back."),
        "until_reopens": _(
            "Nobody came back to the stage, so the show has ended. "
            "For {time} you can open it again."
        ),
        "leave_to_guests": _(
            "You’re the last host on stage. The others play on, and you can direct from here."
        ),
        "leave_in_the_dark": _(
            "Nobody else is on stage. If you leave, your audience sits in the dark "
            "and waits for you."
        ),
        "connecting": _("Connecting to the site …"),
        "joining": _("Going on stage …"),
        "counting": "{number}",
    }


def _acts() -> dict[str, str]:
    return {
        "go_live": _("Go live"),
        "join": _("Join the stage"),
        "rehearse": _("Rehearse"),
        "end_rehearsal": _("End the rehearsal"),
        "mute": _("Mute microphone"),
        "unmute": _("Unmute microphone"),
        "camera_off": _("Turn camera off"),
        "camera_on": _("Turn camera on"),
        "screen_on": _("Share screen"),
        "screen_off": _("Stop sharing"),
        "pause": _("Pause show"),
        "resume": _("Resume show"),
        "act_broken": _("That did not work. Try again; if need be load the page again."),
        "no_screen": _("This browser cannot share a screen."),
        "sent_camera": _("Your camera, as in a mirror. The audience sees it the right way."),
        "sent_screen": _("You share your screen in place of the camera."),
        "sent_card": _("Without a camera the audience sees this card."),
        "sent_paused": _("While the show is paused the audience sees a card. This is you."),
        "sent_card_paused": _("While the show is paused this card stands in your place."),
    }


def _devices() -> dict[str, str]:
    """What to choose from, and what to do where the browser says no."""
    return {
        "camera": _("Camera {number}"),
        "microphone": _("Microphone {number}"),
        "any_camera": _("The camera of this device"),
        "any_microphone": _("The microphone of this device"),
        "no_camera": _("No camera: show the card"),
        "no_microphone": _("No microphone"),
        "denied_chromium": _(
            "The browser does not let this page use camera and microphone. Press the sign at the "
            "left of the address, allow both, then press “Try again”."
        ),
        "denied_chromium_phone": _(
            "The browser does not let this page use camera and microphone. Press the sign at the "
            "left of the address, then Permissions, allow both, then press “Try again”."
        ),
        "denied_firefox": _(
            "Firefox does not let this page use camera and microphone. Press the crossed-out "
            "camera in the address bar, take the block away, then press “Try again”."
        ),
        "denied_safari": _(
            "Safari does not let this page use camera and microphone. Choose Safari, Settings for "
            "this website, allow both, then press “Try again”."
        ),
        "denied_safari_phone": _(
            "Safari does not let this page use camera and microphone. Press “aA” in the address "
            "bar, then Website Settings, allow both, then press “Try again”."
        ),
        "denied_other": _(
            "The browser does not let this page use camera and microphone. Allow both in its "
            "settings for this site, then press “Try again”."
        ),
        "device_NotFoundError": _(
            "No camera or microphone was found. Plug one in and press “Try again”. You can go live "
            "without: the audience then sees the card of your show."
        ),
        "device_NotReadableError": _(
            "Another program uses the camera or the microphone, or it hangs. Close that program or "
            "plug the device in again, then press “Try again”."
        ),
        "device_InsecureError": _(
            "Browsers give camera and microphone to https pages alone. Open this page with https."
        ),
        "device_other": _("The camera or the microphone does not start. Choose another one."),
    }


def _warnings() -> dict[str, str]:
    return {
        "unheard": _("We can’t hear you. Speak up, or choose another microphone."),
        "other_camera": _("Your camera is gone. “{name}” has taken its place."),
        "other_microphone": _("Your microphone is gone. “{name}” has taken its place."),
        "gone_camera": _("Your camera is gone: the audience sees the card. Choose another one."),
        "gone_microphone": _("Your microphone is gone: nobody hears you. Choose another one."),
        "still_camera": _("Your camera gives no picture. Is its cover open, or its switch off?"),
        "still_microphone": _("Your microphone gives no sound. Is it switched off?"),
        "warn_upload": _("Your upload is dropping; we lowered the picture."),
        "warn_cpu": _("Your device is busy; we lowered the picture. Close other programs."),
        "warn_few": _(
            "Few pictures a second leave this device. It’s too busy, or your camera has too "
            "little light: close other programs, or choose the light picture."
        ),
        "warn_loss": _("Your line loses packets. A cable, or a place nearer the router, helps."),
        "warn_slow": _("Your line answers late. Downloads beside the show may be the reason."),
        "sleepy": _("This device may fall asleep while you are on air: keep its screen on."),
        "battery": _("Your battery is low ({percent} %) and not charging. Plug the charger in."),
        "site_lost": _("The line to the site is lost; it comes back by itself."),
        "line_lost": _("The line to the stage is lost. Stay: we bring you back by ourselves."),
        "stopped": _("You are off the stage."),
        "stopped_replaced": _(
            "You perform in another window or on another device now. This one has stopped."
        ),
        "stopped_removed": _(
            "A host has taken you off the stage. You can join again once you are let back in."
        ),
        "may_not": _("You may not perform here now. Are you signed in still? Load the page again."),
        "muted_by_host": _("The host has muted you: nobody hears you."),
    }


def _figures() -> dict[str, str]:
    return {
        "watching": _("{count} watching"),
        "watching_one": _("One is watching"),
        "megabits": _("{number} Mbit/s"),
        "per_second": _("{number} a second"),
        "milliseconds": _("{number} ms"),
        "percent": _("{number} %"),
        "limited_none": _("by nothing"),
        "limited_bandwidth": _("by your line"),
        "limited_cpu": _("by this device"),
    }


def _line() -> dict[str, str]:
    """Verdicts about the line."""
    return {
        "line_testing": _("Testing for five seconds …"),
        "line_good": _("Your line is good: the full picture will get through."),
        "line_fair": _("Your line is fine for the full picture; keep others off it."),
        "line_light": _("Your line is narrow. Choose the light picture."),
        "line_poor": _("Your line hardly carries a picture. Go live with sound alone, or move."),
        "line_lossy": _("Your line loses much of what you send. Use a cable, or move."),
        "line_far": _("Your line is wide but answers late; your show will run, a little behind."),
        "line_none": _("No line to the stage. A firewall may be in the way; try another network."),
        "line_figures": _(
            "About {megabits} Mbit/s up, answers in {milliseconds} ms, lost: {percent} %."
        ),
    }


def _company() -> dict[str, str]:
    return {
        "you_are": _("{name} (you)"),
        "is_sending": _("on stage"),
        "is_silent": _("not sending"),
        "is_muted": _("muted by the host"),
        "is_removed": _("sent off the stage"),
        "mute_person": _("Mute {name}"),
        "unmute_person": _("Let {name} be heard"),
        "remove_person": _("Remove {name}"),
        "restore_person": _("Let {name} back"),
    }
