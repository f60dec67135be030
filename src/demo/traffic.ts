import { channelOf } from '../channels/index.ts'
import type { Logger } from '../infra/logger.ts'
import { samplePicture } from '../simulator/sample-files.ts'
import type { DemoFile } from './demo-file.ts'
import { askSimulator } from './simulator.ts'

const EVERY_MS = 3000
/** How many of the messages are pictures. */
const PICTURES = 0.1

const people = [
  'Somchai Jaidee',
  'ปลา',
  'Narin Wong',
  'สมหญิง ใจดี',
  'Ana Souza',
  '田中 陽子',
  'Liam O’Connor',
  'มานี',
]
const lines = [
  'สวัสดีค่ะ ราคาเท่าไหร่',
  'Hi! Do you ship to Chiang Mai?',
  'มีสีอื่นไหมครับ',
  'I would like two bags of the dark roast, please.',
  'ขอบคุณค่ะ 🙏',
  'What time do you open on Sunday?',
  'สั่งเมล็ดกาแฟ 1 กิโลได้ไหม',
  'まだ在庫はありますか？',
  'Can I pay by transfer?',
  'ส่งของวันไหนคะ',
]

const captions = ['อันนี้ค่ะ', 'Like this one?', 'สีนี้มีไหมคะ', 'Do you have it in this colour?']

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T

function pictureOf() {
  const data = samplePicture(Math.random() * 6).toString('base64')
  return { content: { type: 'image', data, mimeType: 'image/png', caption: pick(captions) } }
}

/** Gentle traffic: a customer writes every few seconds, on one network or another. Returns what stops it. */
export function startTraffic(demo: DemoFile, logger: Logger): () => void {
  const timer = setInterval(() => {
    const { type, externalId: account } = pick(demo.platforms)
    const n = Math.floor(Math.random() * people.length)
    const customer = channelOf(type)?.samples.customerId(n + 1) ?? ''
    const said = Math.random() < PICTURES ? pictureOf() : { text: pick(lines) }
    const message = { account, name: people[n], ...said }
    askSimulator(demo.simulator, `/customers/${type}/${customer}/messages`, message).catch((error: unknown) =>
      logger.debug({ err: error }, 'demo traffic could not be written'),
    )
  }, EVERY_MS)
  return () => clearInterval(timer)
}
