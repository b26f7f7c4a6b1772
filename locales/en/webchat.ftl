### The chat in the browser: the page, its buttons and what it says when something fails.

## The page

webchat-name = Chaski
webchat-title = Chaski, your help at the mine
webchat-description = Ask about your paperwork, your safety, your contracts and your ore. Free.
webchat-skip = Go to writing
webchat-log = Conversation
webchat-newest = See the latest
webchat-noscript = To talk with Chaski, turn on JavaScript in your browser and open this page again.

## Who speaks

webchat-they = Chaski says:
webchat-me = You say:
webchat-writing = Chaski is writing
webchat-choices = Answers
webchat-chosen = chosen

## The first time

webchat-start-text =
    Hello! I am *Chaski*.
    I help you with your mine, step by step.
    Tap the button to begin.
webchat-start = Hello

## The connection

webchat-connected = Online
webchat-connecting = Connecting…
webchat-offline = No internet. I keep what you write.

## What you send

webchat-write = Write here
webchat-send = Send
webchat-waiting = Waiting for internet
webchat-sending = Sending
webchat-sent = Sent
webchat-not-sent = Not sent
webchat-slow-down = That was very fast. I send it in { $seconds } s.

## Files and place

webchat-attach = Attach
webchat-attach-close = Close
webchat-attach-camera = Take a photo
webchat-attach-file = Photo or file
webchat-attach-audio = Send audio
webchat-attach-place = My location
webchat-place = My location
webchat-place-refused = I could not see your location. Write the name of the place.
webchat-open-file = Open { $name }
webchat-file-too-big = The file is too big. You can send up to { $size }.
webchat-file-lost = The file is no longer on this phone. Choose it again.
webchat-file-unknown = I cannot find that file. Send it again.

## What could not be done

webchat-unknown-browser = Open the chat page again.
webchat-other-site = Write from the chat page.
webchat-too-fast =
    { $seconds ->
        [one] That was very fast. Wait { $seconds } second.
       *[other] That was very fast. Wait { $seconds } seconds.
    }
webchat-not-understood = The message could not be read. Write it again.
webchat-text-too-long = The message is too long. Send it in parts.
webchat-missing = That page was not found.
webchat-refused = That cannot be done.
webchat-broken = Something failed on our side. You lost nothing. Try again in a minute.
webchat-back = Back to the chat
