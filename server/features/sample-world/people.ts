import type { Random } from './random.ts'

export interface PersonName {
  name: string
  surname: string
}

export interface Person extends PersonName {
  email: string
}

// Given names, then surnames; after a slash the Latin spelling for the e-mail address where the name is not Latin.
const cultures: readonly [given: string, family: string][] = [
  [
    'Sanne Daan Femke Bram Lotte Jeroen Maud Thijs',
    'de Vries, van den Berg, Bakker, Jansen, Visser, Smit, de Boer, Mulder',
  ],
  [
    'Anna Lukas Greta Jonas Frieda Matthias Jürgen Käthe',
    'Müller, Schröder, Weiß, Köhler, Becker, Hoffmann, Vogel, Krüger',
  ],
  [
    'Zoé Hugo Élodie François Maëlle Théo Inès Rémi',
    'Lefèvre, Dubois, Moreau, Garnier, Béranger, Chevalier, Roux, d’Artois',
  ],
  [
    'Lucía Íñigo Martín Carmen Álvaro Begoña Sofía Raúl',
    'García López, Núñez, Muñoz, Fernández, Ibáñez, Romero, Peña, Ortega',
  ],
  [
    'João Beatriz Tomás Inês Gonçalo Mariana Caio Luíza',
    'Silva, Conceição, Araújo, Magalhães, Teixeira, Souza, Falcão, Rocha',
  ],
  [
    'Giulia Matteo Chiara Niccolò Elena Davide Alessia Pietro',
    'Rossi, Bianchi, D’Angelo, Ferrari, Esposito, Conti, Lo Presti, Marini',
  ],
  [
    'Åsa Björn Signe Mikkel Ingrid Søren Freja Håkon',
    'Lindqvist, Øvergård, Nyström, Jørgensen, Åkesson, Dahl, Håkansson, Bjørnstad',
  ],
  [
    'Aino Väinö Helmi Eero Kerttu Tuomas Päivi Jyrki',
    'Korhonen, Mäkinen, Virtanen, Nieminen, Hämäläinen, Laine, Räsänen, Ylönen',
  ],
  [
    'Zofia Łukasz Agnieszka Paweł Małgorzata Jakub Żaneta Michał',
    'Kowalczyk, Wiśniewska, Dąbrowski, Zieliński, Wójcik, Szymańska, Kamiński, Źrebiec',
  ],
  [
    'Tereza Jiří Žofie Ondřej Barbora Matěj Šárka Vojtěch',
    'Novák, Dvořák, Černý, Procházka, Kučera, Veselý, Růžička, Šťastný',
  ],
  ['Ayşe Mehmet Zeynep Emre Gül Çağlar İpek Oğuz', 'Yılmaz, Şahin, Öztürk, Kaya, Çelik, Doğan, Güneş, Aydın'],
  [
    'Олена/Olena Тарас/Taras Марія/Maria Андрій/Andrii Софія/Sofiia Богдан/Bohdan',
    'Шевченко/Shevchenko, Коваленко/Kovalenko, Бондаренко/Bondarenko, Мельник/Melnyk, Ткаченко/Tkachenko',
  ],
  [
    'Ελένη/Eleni Νίκος/Nikos Δήμητρα/Dimitra Γιώργος/Giorgos Άννα/Anna',
    'Παπαδόπουλος/Papadopoulos, Νικολάου/Nikolaou, Ιωάννου/Ioannou, Βασιλείου/Vasileiou',
  ],
  [
    'Layla Omar Noura Karim Salma Tariq Amina Youssef',
    'Haddad, al-Masri, Nasser, Benali, Khoury, Farouk, el-Sayed, Mansour',
  ],
  ['مريم/Mariam يوسف/Youssef ليلى/Layla أحمد/Ahmad', 'الحسن/alhassan, منصور/Mansour, خليل/Khalil, النجار/alnajjar'],
  ['נועה/Noa איתן/Eitan תמר/Tamar יונתן/Yonatan', 'כהן/Cohen, לוי/Levi, מזרחי/Mizrahi, פרידמן/Friedman'],
  [
    'Priya Arjun Ananya Rohan Kavya Vikram Ishaan Meera',
    'Sharma, Iyer, Patel, Chatterjee, Reddy, Nair, Kulkarni, Singh',
  ],
  ['Nguyệt Minh Thảo Quân Hương Đức Linh Tuấn', 'Nguyễn, Trần, Phạm, Đặng, Võ, Huỳnh, Bùi, Lê'],
  ['Siti Budi Dewi Agung Wayan Ratna Putri Bagus', 'Wijaya, Santoso, Lestari, Hidayat, Kusuma, Pratama, Setiawan'],
  [
    '花子/Hanako 健太/Kenta 美咲/Misaki 翔/Sho 結衣/Yui 大輔/Daisuke',
    '佐藤/Sato, 鈴木/Suzuki, 高橋/Takahashi, 渡辺/Watanabe, 小林/Kobayashi',
  ],
  ['민준/Minjun 서연/Seoyeon 지호/Jiho 하은/Haeun', '김/Kim, 이/Lee, 박/Park, 최/Choi, 정/Jung'],
  ['伟/Wei 静怡/Jingyi 子轩/Zixuan 雨桐/Yutong 浩然/Haoran', '王/Wang, 李/Li, 张/Zhang, 陈/Chen, 欧阳/Ouyang'],
  [
    'Adaeze Kwame Zainab Tunde Amara Kofi Folasade Chidi',
    'Okafor, Mensah, Adeyemi, Boateng, Nwosu, Eze, Owusu, Balogun',
  ],
  [
    'Wanjiru Juma Achieng Baraka Naliaka Otieno Makena Kamau',
    'Mwangi, Odhiambo, Kariuki, Wekesa, Njoroge, Mutua, Achebe',
  ],
  [
    'Olivia Jack Amelia Harry Niamh Seán Eilidh Rhys',
    'Smith, O’Connor, Campbell, Ó Briain, Hughes, Murphy, Featherstonehaugh, Lloyd',
  ],
  [
    'Emma Liam Ava Mason Harper Ethan Zoe Caleb',
    'Johnson, Williams, Brown, Martinez, Nguyen-Reyes, Davis, Washington, Kowalski',
  ],
]

interface Spelling {
  written: string
  latin: string
}

function spellings(list: string, separator: string | RegExp): Spelling[] {
  return list.split(separator).map((entry) => {
    const [written = '', latin = written] = entry.split('/')
    return { written, latin }
  })
}

const names = cultures.map(([given, family]) => ({
  given: spellings(given, ' '),
  family: spellings(family, ', '),
}))

const domains = ['example.com', 'example.org', 'example.net']

/** Letters that are no letter with a mark, so that normalisation leaves them as they are. */
const plainLetters: Record<string, string> = { ø: 'o', ł: 'l', ß: 'ss', đ: 'd', æ: 'ae', ı: 'i' }

function mailPart(text: string): string {
  return text
    .toLowerCase()
    .replace(/[øłßđæı]/g, (letter) => plainLetters[letter] ?? '')
    .normalize('NFD')
    .replace(/[^a-z-]/g, '')
}

/** People with realistic names of many languages; no two have the same address, nor one of `taken`. */
export function inventPeople(random: Random, count: number, taken: Set<string>): Person[] {
  return Array.from({ length: count }, () => {
    const culture = random.pick(names)
    const given = random.pick(culture.given)
    const family = random.pick(culture.family)
    const domain = random.pick(domains)
    const local = `${mailPart(given.latin)}.${mailPart(family.latin)}`
    let email = `${local}@${domain}`
    for (let number = 2; taken.has(email); number += 1) email = `${local}.${number}@${domain}`
    taken.add(email)
    return { name: given.written, surname: family.written, email }
  })
}
