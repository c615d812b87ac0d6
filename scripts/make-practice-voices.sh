#!/bin/sh
# Makes resources/practice-voices: what simulated members of the practice server say. Needs espeak-ng, sox and
# opus-tools; the result is committed, so this runs only when the lines or voices change.
set -eu
out="$(cd "$(dirname "$0")/.." && pwd)/resources/practice-voices"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
serial=1

# voice NAME ESPEAK_VOICE PITCH WORDS_PER_MINUTE CHANNELS TEXT
voice() {
  espeak-ng -v "$2" -p "$3" -s "$4" -w "$work/raw.wav" "$6"
  # 48 kHz, peaks at -3 dBFS, half a second of quiet at the end so that a loop has a breath in it.
  sox "$work/raw.wav" -r 48000 -c "$5" "$work/$1.wav" gain -n -3 pad 0.1 0.5
  opusenc --quiet --bitrate 30 --framesize 20 --serial "$serial" --padding 0 \
    --title "$1" --comment "ENCODED_FROM=espeak-ng $2, pitch $3" "$work/$1.wav" "$out/$1.ogg"
  serial=$((serial + 1))
}

voice amber en-gb+f2 55 150 1 "Welcome to the community evening. We start in five minutes, so find a seat and check your microphone. Tonight we plan the summer meet up, and then there is an open round. If you have a question, raise your hand and I will call on you. Please keep the general channel free for announcements."
voice birch en-us+m3 40 155 1 "I looked through the survey yesterday. Most people would like a fixed day each week, and Thursday came out on top. A smaller group asked for a second room, where it stays quiet. I think we can do both, if two of us share the moderation and write a short summary after each session."
voice cedar en-gb-scotland+m1 35 150 1 "About the quiz. I have forty questions ready, ten in each round. The first round is music, then maps, then film, and the last one is about this server. The winners choose the topic for next month. Somebody should keep the score, because last time I lost count in the middle."
voice dahlia en-gb-x-rp+f4 60 160 1 "The recording from last week is on line now. A few members asked whether they can get their own track, and yes, every speaker has one. Tell me before Friday if you would rather not be in the published version. I cut the first two minutes, as nothing happened there except for coughing."
voice elm en-us+m7 30 145 1 "Could we talk about the newcomers for a moment? Eleven people joined since Monday, and only four of them have said hello. A friendly message in the lobby goes a long way. I can prepare a short guide with the rules, the time table, and the names of the people one can ask."
voice fern en-029+f1 65 155 1 "I would like to host a listening session in the big room. Each of us brings one song, says two sentences about it, and then we listen together. It takes an hour at most. We tried it in spring with nine people, and everybody stayed until the end, even those who came only for the chat."
voice hazel en-gb-x-gbclan+f5 50 150 2 "The stage works well for talks, but for a discussion it feels stiff. Perhaps we open a normal room next to it, for afterwards. People can walk over and go on talking without asking for the microphone. I will set the permissions so that moderators may move anyone who got lost."
voice linden en-us-nyc+m2 45 160 2 "One last thing from me. The budget for prizes is still untouched, so let us spend it. Stickers are cheap to send, and everyone likes them. If you drew something for the server this year, post it in the art channel by Sunday. We vote on Monday, and the three best ones get printed."
