/** What Telegram takes at most: core.telegram.org/bots/api#sendmessage */

/** Characters, "after entities parsing". */
export const TEXT = 4096
/** …#sendphoto */
export const CAPTION = 1024

/** …#inlinekeyboardbutton */
export const CALLBACK_DATA_BYTES = 64
/** Not in the document: what comes after them is left out of the message. limits.tginfo.me */
export const BUTTONS = 100

/** …#sendcontact */
export const VCARD_BYTES = 2048
