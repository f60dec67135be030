/** Whoever wrote has consented to be looked at: …/instagram-platform/…/messaging-api/user-profile */
import { textAt } from '../shared/meta-answers.ts'
import { metaProfiles } from '../shared/meta-profiles.ts'
import { present } from '../shared/present.ts'
import { subcodes } from './errors.ts'

export const profiles = metaProfiles({
  fields: 'name,username',
  subcodes,
  profile: (person) => present({ name: textAt(person, 'name'), username: textAt(person, 'username') }),
})
