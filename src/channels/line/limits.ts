/** What LINE takes at most: developers.line.biz/en/reference/messaging-api/#message-objects */

/** UTF-16 units, as all lengths here but those of labels: …/docs/messaging-api/text-character-count */
export const TEXT = 5000

/** Message objects in one request: …/messaging-api/#send-push-message */
export const MESSAGES_PER_REQUEST = 5

export const QUICK_REPLIES = 13

/** Grapheme clusters, by where the button is: …/messaging-api/#action-object-label-spec */
export const LABEL = { quickReply: 20, template: 20, flex: 40 } as const

/** What a tap writes into the chat in the person's name, grapheme clusters: …/messaging-api/#postback-action */
export const DISPLAY_TEXT = 300
export const POSTBACK_DATA = 300

/** …/messaging-api/#uri-action */
export const ACTION_URI = 1000
/** Of pictures, films and sounds. */
export const MEDIA_URL = 2000

/** The text in grapheme clusters, without a title or picture: …/messaging-api/#buttons */
export const TEMPLATE = { text: 160, buttons: 4 } as const

/** …/messaging-api/#location-message */
export const PLACE_WORDS = 100

/**
 * The document counts neither the buttons nor the texts of a bubble, only its JSON as a whole: "30 KB", and "50
 * KB" of a carousel. Bytes here, of the smaller kilobytes. …/messaging-api/#bubble, #f-carousel
 */
export const BUBBLE_BYTES = 30_000
export const CAROUSEL_BYTES = 50_000
export const BUBBLES = 12

/** 1500 in today's document, 400 in that of 2025; a notification shows less than either. …/#flex-message */
export const ALT_TEXT = 400
