package words

import (
	"strings"

	"salesforce_exporter/internal/demo/generate/random"
)

// A Culture is where first names and last names that go together come from.
type Culture struct{ First, Last []string }

// People makes up names.
type People struct {
	cultures map[string]Culture
	fold     *strings.Replacer
	join     *strings.Replacer
}

// NewPeople returns the names that the demo org knows.
func NewPeople() *People {
	split := strings.Fields
	return &People{
		join: strings.NewReplacer(".", "", "-", ""),
		fold: strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "é", "e", "è", "e", "ë", "e", "ç", "c",
			"á", "a", "í", "i", "ó", "o", "ñ", "n", "ã", "a", "'", "", " ", "-"),
		cultures: map[string]Culture{
			"german": {
				split("Anna Lukas Mia Felix Lena Jonas Hannah Paul Sophie Max Clara Tim Greta Jan Ida Moritz Frieda Emil Katrin Stefan Ute Jürgen Birgit Holger"),
				split("Becker Schneider Hoffmann Koch Wagner Schäfer Richter Klein Wolf Neumann Schwarz Krüger Braun Vogel Jansen Dekker Bakker Visser Lang Keller Böhm Seidel Brandt Ziegler"),
			},
			"english": {
				split("Oliver Amelia Harry Isla George Poppy Arthur Freya Oscar Evie Alfie Ruby Callum Niamh Rory Imogen Declan Bridget Hamish Orla Elliot Maeve Angus Tamsin"),
				split("Hughes Patterson Bennett O'Connor Fletcher Marsh Whitfield Doyle Barlow Kerr Mackenzie Ashworth Pritchard Lowe Thornton Gallagher Hale Sutton Rowe Finch Baxter Carver Holt Winslow"),
			},
			"american": {
				split("Ashley Tyler Madison Jordan Brandon Kayla Marcus Destiny Logan Brooke Derek Tiffany Caleb Jasmine Austin Savannah Malik Naomi Wyatt Paige Andre Camila Hunter Simone"),
				split("Anderson Jefferson Ramirez Coleman Brooks Sanders Foster Bryant Simmons Griffin Hayes Ortiz Freeman Wells Porter Boyd Mendoza Lawson Franklin Harmon Goodwin Maldonado Stokes Briggs"),
			},
			"french": {
				split("Camille Hugo Léa Louis Chloé Gabriel Manon Jules Inès Arthur Zoë Théo Juliette Antoine Margaux Étienne Élodie Baptiste Solène Maxime"),
				split("Moreau Laurent Girard Fontaine Rousseau Mercier Blanchard Lefèvre Chevalier Garnier Perrin Dumas Lambert Renaud Marchand Colin Barbier Gauthier Aubert Leclerc"),
			},
			"spanish": {
				split("Sofía Mateo Valentina Santiago Lucía Diego Martina Javier Paula Andrés Carmen Rafael Beatriz João Mariana Thiago Inés Álvaro Pilar Bruno"),
				split("García Fernández Morales Navarro Delgado Castillo Herrera Vargas Silva Pereira Costa Almeida Rojas Cabrera Molina Ibáñez Serrano Fuentes Cordeiro Teixeira"),
			},
			"indian": {
				split("Aarav Diya Arjun Ananya Vihaan Priya Rohan Kavya Aditya Meera Karthik Nisha Sanjay Lakshmi Vikram Pooja Rahul Sneha Deepak Ishita"),
				split("Sharma Iyer Patel Reddy Nair Gupta Menon Desai Kulkarni Rao Chatterjee Mehta Joshi Pillai Bhat Verma Kapoor Shetty Banerjee Agarwal"),
			},
			"japanese": {
				split("Haruto Yui Sota Hina Ren Sakura Yuto Aoi Kaito Mei Takumi Rin Daiki Emi Kenji Naoko Hiroshi Keiko Satoshi Yumi"),
				split("Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki Matsumoto Inoue Kimura Hayashi Shimizu Mori Ogawa"),
			},
			"asian": {
				split("Wei Mei-Ling Jun Xin-Yi Hao Siti Farid Nurul Kai Li-Na Daniel Grace Aisyah Rizal Minh Linh Somchai Ploy Jia-Hui Arif"),
				split("Tan Lim Lee Ng Wong Chen Goh Ong Teo Chua Nguyen Tran Rahman Ismail Abdullah Suharto Wijaya Chan Koh Yeo"),
			},
		},
	}
}

// Name makes up somebody of a culture.
func (p *People) Name(r *random.Source, culture string) (first, last string) {
	c := p.cultures[culture]
	return random.Pick(r, c.First), random.Pick(r, c.Last)
}

// Mailbox returns the part of an e-mail address before the @.
func (p *People) Mailbox(first, last string) string {
	name := p.fold.Replace(strings.ToLower(first + "." + last))
	return strings.Map(func(c rune) rune {
		if c > 127 {
			return -1
		}
		return c
	}, name)
}

// Alias returns a user's alias, at most eight characters as in Salesforce.
func (p *People) Alias(first, last string) string {
	name := p.join.Replace(p.Mailbox(first[:1], last))
	return name[:min(8, len(name))]
}
