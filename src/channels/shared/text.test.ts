import { expect, it } from 'vitest'
import { hashtagsIn } from './text.ts'

it('finds hashtags of any script, with the marks of Thai', () => {
  expect(hashtagsIn('#น้ำแข็งใส และ #ก๋วยเตี๋ยว #กทม_2026')).toEqual(['น้ำแข็งใส', 'ก๋วยเตี๋ยว', 'กทม_2026'])
  expect(hashtagsIn('＃抹茶 #ラーメン、#한국!')).toEqual(['抹茶', 'ラーメン', '한국'])
})

it('tells each once, in order', () => {
  expect(hashtagsIn('#b #a #b')).toEqual(['b', 'a'])
})

it('takes numbers, fragments of links and the inside of words for none', () => {
  expect(hashtagsIn('order #1234, C#sharp, https://a.example/#top &#x27; # alone ##')).toEqual([])
  expect(hashtagsIn('no sign')).toEqual([])
})
