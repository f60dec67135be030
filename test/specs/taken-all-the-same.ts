/**
 * Faults that are none: members that may be missing, and texts and lists of which the documents name no greatest
 * length. They stand here by name, so that a description that grows lax is noticed. By PlatformType.
 */
export const TAKEN_ALL_THE_SAME: Readonly<Record<string, readonly string[]>> = {
  FACEBOOK: [
    ...missing(`body: attachment_url message parameter_format reply_to | components: parameters
      | elements: buttons default_action image_url subtitle | message: metadata quick_replies
      | query: after limit name template_id | quick_replies: image_url | template: components`),
  ],
  INSTAGRAM: [...missing('elements: buttons default_action image_url subtitle | message: quick_replies')],
  WHATSAPP: [
    ...missing(`body: biz_opaque_callback_data context recipient_type typing_indicator | cards: body
      | components: parameters | contacts: emails org phones | document: caption filename | image: caption
      | interactive: footer header | location: address name | org: company
      | query: after fields hsm_id limit name phone_number_id | rows: description
      | sections: title | template: components | text: preview_url | video: caption`),
    ...tooLong(`context: message_id | name: first_name formatted_name | org: company | phones: phone
      | query: fields phone_number_id`),
    ...tooMany('components: parameters | contacts: emails phones'),
  ],
  LINE: [
    ...missing(`action: displayText | actions: displayText | body: loadingSeconds spacing
      | contents: action body color footer height hero size spacing style weight wrap | footer: spacing
      | hero: aspectMode aspectRatio size | items: imageUrl | messages: quickReply quoteToken`),
    ...tooLong('body: chatId markAsReadToken replyToken to | messages: quoteToken'),
    // Only the JSON of a bubble as a whole is counted.
    ...tooMany('body: contents | contents: contents | footer: contents'),
  ],
  TELEGRAM: [
    ...missing(`body: business_connection_id caption cover direct_messages_topic_id duration reaction
      reply_markup reply_parameters text vcard | files: cover | media: caption cover duration
      | reply_parameters: allow_sending_without_reply`),
    ...tooLong(`body: action address audio business_connection_id callback_query_id cover document first_name
      phone_number photo sticker title video | files: sticker | inline_keyboard: text url
      | media: cover media | query: file_id`),
    // The types of files are told in sentences of their own.
    ...ofAnotherType('files: audio cover document photo sticker video'),
    ...tooMany('body: reaction | reply_markup: inline_keyboard'),
  ],
}

function missing(members: string): string[] {
  return named('missing', members)
}

function ofAnotherType(members: string): string[] {
  return named('of another type', members)
}

function tooLong(members: string): string[] {
  return named('too long', members)
}

function tooMany(members: string): string[] {
  return named('too many', members)
}

function named(fault: string, members: string): string[] {
  return members.split('|').flatMap((group) => {
    const [object = '', names = ''] = group.trim().split(/:\s+/)
    return names.split(/\s+/).map((name) => `${fault}: ${object}.${name}`)
  })
}
