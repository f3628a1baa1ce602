import type { Random } from './random.ts'

interface Origin {
  share: number
  female: string
  male: string
  last: string
}

/** Common given names and surnames; people are made by drawing one of each, so any likeness is chance. */
export const origins: Origin[] = [
  {
    share: 24,
    female:
      'Abigail Alice Amelia Barbara Charlotte Claire Deborah Eleanor Emily Grace Hannah Harriet Jessica Julia Karen Laura Linda Lucy Margaret Megan Nancy Olivia Rachel Ruth Sarah Susan',
    male: 'Adam Andrew Benjamin Brian Charles Daniel David Edward Ethan Frank George Henry Jack James Jonathan Kenneth Liam Mark Matthew Nathan Oliver Paul Peter Robert Samuel Thomas William',
    last: 'Adams Baker Bennett Brooks Carter Clark Coleman Cooper Davies Ellis Fletcher Foster Gardner Hall Harper Hughes Jenkins Kelley Marsh Mitchell Morgan Palmer Parker Porter Reed Sawyer Turner Walker Webb Wright',
  },
  {
    share: 13,
    female:
      'Adriana Alejandra Beatriz Camila Carmen Elena Gabriela Inés Isabel Lucía María Mónica Paola Pilar Rocío Sofía Valeria Ximena',
    male: 'Alejandro Álvaro Andrés Carlos Diego Emilio Esteban Fernando Javier Joaquín José Luis Manuel Mateo Miguel Ramón Rubén Sebastián',
    last: 'Acosta Álvarez Castillo Cordero Domínguez Espinoza Fernández Gómez Gutiérrez Herrera Ibáñez Jiménez López Márquez Méndez Muñoz Núñez Ortega Peña Ramírez Rojas Sánchez Vásquez Zúñiga',
  },
  {
    share: 9,
    female: 'Aaliyah Brianna Denise Ebony Imani Jada Keisha Latoya Monique Nia Tamika Yolanda',
    male: 'Andre Darnell DeShawn Isaiah Jamal Jermaine Malik Marcus Reginald Terrence Tyrone Xavier',
    last: 'Banks Booker Charles Daniels Dorsey Freeman Gaines Hairston Jefferson Mosley Randolph Simmons Tolliver Washington Wiggins Winston',
  },
  {
    share: 7,
    female: 'Aditi Ananya Deepa Divya Kavita Lakshmi Meera Neha Priya Rekha Shreya Sunita',
    male: 'Aarav Amit Arjun Deepak Harish Karthik Manoj Nikhil Rahul Rohan Sanjay Vikram',
    last: 'Agarwal Banerjee Chatterjee Desai Gupta Iyer Joshi Kapoor Menon Nair Patel Pillai Reddy Sharma Singh Verma',
  },
  {
    share: 7,
    female: 'Fang Hui Jing Lan Li Mei Min Qing Xia Xiu Ying Yue',
    male: 'Bo Chao Hao Jian Jun Lei Ming Qiang Tao Wei Yong Zhen',
    last: 'Cai Chen Deng Feng Guo Han Huang Jiang Liang Lin Liu Luo Peng Shen Sun Tang Wu Xie Xu Zhang Zhao Zhou',
  },
  {
    share: 5,
    female: 'Anneliese Birgit Franziska Gisela Greta Hannelore Ingrid Jutta Käthe Sabine Ursula Wiebke',
    male: 'Bernd Dieter Florian Günter Hans Jürgen Karl Klaus Matthias Stefan Uwe Wolfgang',
    last: 'Bauer Böhm Braun Fischer Graf Hoffmann Jäger Köhler Krüger Lang Möller Müller Schäfer Schröder Vogel Weiß Winkler Zimmermann',
  },
  {
    share: 4,
    female: 'Adélaïde Amélie Aurélie Camille Céline Chloé Élodie Geneviève Hélène Manon Mélanie Zoé',
    male: 'Antoine Bastien Cédric Étienne François Gaël Jérôme Julien Léo Loïc Théo Yves',
    last: 'Beaulieu Bélanger Bouchard Côté Desrosiers Dubois Faure Fournier Gagné Girard Lefèvre Léger Mercier Moreau Renaud Rousseau',
  },
  {
    share: 4,
    female: 'Agnieszka Anna Bożena Ewa Halina Joanna Katarzyna Magdalena Małgorzata Zofia',
    male: 'Andrzej Jakub Janusz Krzysztof Łukasz Marek Paweł Stanisław Tomasz Wojciech',
    last: 'Adamczyk Dąbrowski Górski Jabłoński Kamiński Kowalczyk Król Lis Mazur Nowak Sikora Wójcik Zając Zieliński',
  },
  {
    share: 4,
    female: 'Amina Fatima Hanan Khadija Layla Leila Maryam Nadia Noor Rania Samira Yasmin',
    male: 'Ahmed Bilal Faisal Hassan Ibrahim Karim Khalid Omar Rashid Tariq Yusuf Ziad',
    last: 'Abdallah Aziz Darwish Farouk Haddad Hamdan Hussein Jaber Khalil Khoury Mansour Nasser Qasim Saleh Shaheen Zaki',
  },
  {
    share: 4,
    female: 'Adaeze Amara Chidinma Chioma Funmilayo Ifeoma Ngozi Oluchi Temitope Yetunde',
    male: 'Adebayo Chinedu Chukwuemeka Emeka Ikenna Kelechi Obinna Olumide Segun Tunde',
    last: 'Abiola Adeyemi Balogun Eze Ibekwe Nwosu Obi Ogunleye Okafor Okonkwo Oladipo Onyekachi',
  },
  {
    share: 4,
    female: 'Anh Hạnh Hoa Hương Linh Lan Mai Ngọc Thảo Thu Trang Tuyết',
    male: 'Bảo Đức Dũng Hải Hiếu Huy Khánh Long Minh Quang Tâm Tuấn',
    last: 'Bùi Đặng Đỗ Dương Hồ Hoàng Lê Ngô Nguyễn Phạm Phan Trần Trịnh Võ Vũ',
  },
  {
    share: 3,
    female: 'Eun-ji Hye-jin Ji-woo Min-seo Seo-yeon Soo-min Yoo-na Yun-hee',
    male: 'Dong-hyun Hyun-woo Jae-min Joon-ho Min-jun Seung-ho Sung-min Tae-yang',
    last: 'Ahn Bae Cho Choi Hwang Jang Jung Kang Kim Kwon Lim Park Seo Shin Yoon',
  },
  {
    share: 3,
    female: 'Akiko Ayumi Haruka Keiko Michiko Naoko Sakura Tomoko Yōko Yūki',
    male: 'Daisuke Hiroshi Kazuo Kenji Makoto Ryō Satoshi Shōta Takashi Yūta',
    last: 'Arai Fujii Hayashi Inoue Itō Katō Kobayashi Maeda Matsuda Nakamura Ōno Saitō Takeda Yamashita',
  },
  {
    share: 3,
    female: 'Aoife Bríd Caoimhe Ciara Deirdre Gráinne Maeve Niamh Orla Sinéad',
    male: 'Cian Cormac Declan Eoin Fionn Niall Oisín Pádraig Ruairí Séamus',
    last: "Byrne Cahill Corrigan Doyle Fitzgerald Gallagher Kavanagh McCarthy Nolan O'Brien O'Connor O'Shea Quinlan Sheehan",
  },
  {
    share: 3,
    female: 'Ayşe Ebru Elif Emine Gülşen Hatice Özlem Şebnem Zeynep',
    male: 'Ahmet Burak Emre Hakan İbrahim Mehmet Murat Onur Serkan',
    last: 'Arslan Aydın Çelik Çetin Demir Doğan Güneş Kaya Koç Öztürk Şahin Yıldız Yılmaz',
  },
  {
    share: 3,
    female: 'Åsa Astrid Birgitta Freja Ingrid Kirsten Linnéa Maja Sigrid Solveig',
    male: 'Anders Björn Erik Håkon Jørgen Lars Magnus Nils Øyvind Søren',
    last: 'Andersson Bergström Dahl Eriksson Hansen Holm Jørgensen Lindqvist Lund Nygård Sandberg Sørensen Åkesson',
  },
]

export interface Name {
  firstName: string
  lastName: string
}

/** A given name and a surname, mostly of one origin; families and migrations mix some. */
export function drawName(random: Random, gender: 'female' | 'male'): Name {
  const weights = origins.map((origin) => [origin, origin.share] as const)
  const origin = random.weighted(weights)
  const given = random.chance(0.88) ? origin : origins[0]!
  return { firstName: random.pick(words(given[gender])), lastName: drawSurname(random, origin) }
}

const words = (list: string) => list.split(' ')

function drawSurname(random: Random, origin: Origin): string {
  const surname = random.pick(words(origin.last))
  if (!random.chance(0.04)) return surname
  const other = random.pick(words(random.pick(origins).last))
  return other === surname ? surname : `${surname}-${other}`
}

/** Letters that Unicode does not take apart into a base letter and an accent. */
const plain: Record<string, string> = { ł: 'l', ø: 'o', đ: 'd', ß: 'ss', ı: 'i', æ: 'ae' }

/** The name as it may stand before the @ of an address: lower case, ASCII. */
export function mailbox({ firstName, lastName }: Name): string {
  const ascii = (text: string) =>
    text
      .toLowerCase()
      .normalize('NFD')
      .replace(/[łøđßıæ]/g, (letter) => plain[letter] ?? letter)
      .replace(/[^a-z-]/g, '')
  return `${ascii(firstName)}.${ascii(lastName)}`
}
