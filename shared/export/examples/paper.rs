//! Writes sample documents as PDF and HTML into a folder, to be looked at:
//! `cargo run -p dewan-export --example paper -- FOLDER`. With `--large N` one policy of about N
//! characters as PDF only, to measure its time and memory from outside.

use std::path::Path;

use council::text::markdown::{read_minutes, read_policy};
use council::text::table::read_matrix;
use council::view::View;
use export::official::{Keeper, Official, Opinion, Signer, Waiver};
use export::words::Words;
use export::write::{Form, write, write_version};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [folder] => samples(Path::new(folder)),
        [folder, flag, characters] if flag == "--large" => {
            let view = View::Policy(read_policy(&large(characters.parse()?)));
            let pdf = write_version(&view, Form::Pdf, &words(), Some(&official()))?;
            println!("{} bytes", pdf.len());
            Ok(std::fs::write(Path::new(folder).join("large.pdf"), pdf)?)
        }
        _ => Err("a folder, and perhaps --large N".into()),
    }
}

fn samples(folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let policy = View::Policy(read_policy(POLICY));
    let minutes = View::Minutes(read_minutes(MINUTES));
    let mut rows =
        String::from("Aktivitas,Kanal,Pemilik,Pengganti,Frekuensi,Tenggat,Risiko,Catatan\n");
    for n in 1..=45 {
        rows.push_str(&format!(
            "Membalas komentar pelanggan di kanal nomor {n},Instagram,{},Budi Santoso,harian,2026-0{}-15,\
             \"Akun tidak terawat; pertanyaan pelanggan tidak terjawab lebih dari satu hari kerja\",\
             \"Lihat pedoman bagian {n}\"\n",
            if n % 7 == 0 { "" } else { "Rina Wulandari" },
            n % 9 + 1
        ));
    }
    let matrix = View::Matrix(read_matrix(&rows)?);
    for (name, view) in [("policy", policy), ("minutes", minutes), ("matrix", matrix)] {
        for (form, ending) in [(Form::Pdf, "pdf"), (Form::Html, "html")] {
            let draft = write(&view, form, &words())?;
            std::fs::write(folder.join(format!("{name}-draft.{ending}")), draft)?;
            let published = write_version(&view, form, &words(), Some(&official()))?;
            std::fs::write(folder.join(format!("{name}-published.{ending}")), published)?;
        }
    }
    Ok(())
}

fn official() -> Official {
    let signer = |name: &str, role: &str, day: &str| Signer {
        name: name.to_owned(),
        role: role.to_owned(),
        day: day.to_owned(),
        doubt: String::new(),
    };
    Official {
        keeper: Keeper {
            council: "Dewan Media Sosial".to_owned(),
            unit: "Kantor Pusat".to_owned(),
            confidentiality: "internal".to_owned(),
        },
        review: "2027-04-01".to_owned(),
        number: "012/DMS/KEB/2026".to_owned(),
        version: 2,
        effective: "2026-04-01".to_owned(),
        fingerprint: "3f9a01b2c4d5e6f7".repeat(4),
        outcome: "disetujui dengan catatan".to_owned(),
        words: "Laporan pertama paling lambat akhir Juni.".to_owned(),
        decided: signer("Sari Dewi", "ketua dewan", "2026-03-20"),
        opinions: vec![
            Opinion {
                field: "Hukum".to_owned(),
                verdict: "setuju dengan catatan".to_owned(),
                words: "Pasal 4 mengacu ke undang-undang yang berlaku.".to_owned(),
                signer: signer("Agus Halim", "penelaah wajib", "2026-03-18"),
            },
            Opinion {
                field: "TI".to_owned(),
                verdict: "setuju".to_owned(),
                words: String::new(),
                signer: signer("Dian Putri", "penelaah wajib", "2026-03-19"),
            },
        ],
        waivers: vec![Waiver {
            field: "SDM".to_owned(),
            reason: "bagian ini sedang cuti bersama".to_owned(),
        }],
        published: signer("Budi Santoso", "sekretaris dewan", "2026-03-22"),
        withdrawn: None,
        superseded: None,
        verify: "Dengan salinan dewan ini di komputer Anda, jalankan: dewan log 9f3c2a. Sidik jarinya harus \
                 sama dengan yang tertulis di sini."
            .to_owned(),
    }
}

fn words() -> Words {
    const MONTHS: [&str; 12] = [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ];
    Words {
        language: "id".to_owned(),
        months: MONTHS.map(str::to_owned).to_vec(),
        today: "2026-03-01".to_owned(),
        terms: TERMS
            .map(|(term, word)| (term.to_owned(), word.to_owned()))
            .into(),
        ..Words::default()
    }
}

/// A policy of about this many characters.
fn large(characters: usize) -> String {
    let mut text = String::from("# Kebijakan panjang\n\n");
    let mut n = 0;
    while text.len() < characters {
        n += 1;
        text.push_str(&format!(
            "## Pasal {n}\n\nSetiap unit **wajib** menjaga akun resmi, dan menunjuk seorang *penanggung jawab* yang \
             membalas pertanyaan pelanggan dalam satu hari kerja, sebagaimana diatur dalam pedoman ini.\n\n\
             - menyimpan kata sandi di brankas bersama;\n- melaporkan gangguan kepada ketua dewan;\n\n"
        ));
        if n % 10 == 0 {
            text.push_str(
                "| Kanal | Pemilik |\n| --- | --- |\n| Situs | TI |\n| Instagram | Humas |\n\n",
            );
        }
    }
    text
}

const TERMS: [(&str, &str); 44] = [
    ("policy", "Kebijakan"),
    ("minutes", "Notulen"),
    ("matrix", "Matriks"),
    ("unit", "Unit"),
    ("number", "Nomor"),
    ("printed", "Dicetak"),
    ("date", "Tanggal"),
    ("time", "Waktu"),
    ("zone", "Zona waktu"),
    ("place", "Tempat"),
    ("chair", "Pimpinan rapat"),
    ("minute-taker", "Notulis"),
    ("type", "Jenis rapat"),
    ("attendance", "Kehadiran"),
    ("person", "Nama"),
    ("status", "Status"),
    ("note", "Catatan"),
    ("present", "hadir"),
    ("excused", "izin"),
    ("absent", "tidak hadir"),
    ("presenter", "Penyaji"),
    ("decision", "Keputusan"),
    ("decisions", "Keputusan"),
    ("votes", "Suara"),
    ("for", "setuju"),
    ("against", "menolak"),
    ("owner", "Penanggung jawab"),
    ("action", "Tindak lanjut"),
    ("due", "Tenggat"),
    ("state", "Keadaan"),
    ("open", "terbuka"),
    ("no owner", "tanpa pemilik"),
    ("draft", "Rancangan"),
    ("version", "Versi"),
    ("in force from", "Berlaku mulai"),
    ("fingerprint", "Sidik jari"),
    ("approval", "Pengesahan"),
    ("decided by", "Diputuskan oleh"),
    ("opinion", "Pendapat"),
    ("not heard", "Tanpa pendapat"),
    ("published by", "Diterbitkan oleh"),
    ("verify", "Cara memeriksa"),
    ("page", "Halaman"),
    ("of", "dari"),
];

const POLICY: &str = "---
unit: Kantor Pusat
date: 2026-03-01
---
# Kebijakan Media Sosial: Akun Resmi dan Akun Pribadi

## Pasal 1. Tujuan

Kebijakan ini mengatur penggunaan media sosial **oleh perusahaan** dan oleh karyawan secara *pribadi*, agar pelanggan, mitra dan karyawan tahu siapa yang berbicara atas nama perusahaan. Lihat juga [pedoman tanggapan](https://dewan.example/pedoman).

## Pasal 2. Ruang lingkup

Kebijakan ini berlaku untuk:

1. kantor pusat dan semua cabang;
2. anak perusahaan yang mengadopsinya:
   - seluruhnya, atau
   - dengan tambahan setempat;
3. mitra yang memakai merek perusahaan.

### Pengecualian

> Akun pribadi karyawan yang tidak menyebut perusahaan tidak diatur di sini.
> Akun tersebut tetap tunduk pada undang-undang.

## Pasal 3. Kanal resmi

| Kanal | Pemilik | Kegunaan | Waktu tanggap |
| --- | --- | --- | --- |
| Situs perusahaan | Komunikasi Pemasaran | Berita resmi dan laporan | satu hari kerja |
| Instagram | Hubungan Masyarakat | Cerita pelanggan, acara, **lowongan** | empat jam |
| LinkedIn | SDM | Lowongan dan budaya kerja | dua hari kerja |

Nama akun ditulis `@dewan_id`, tagar `#DewanResmi`, harga seperti $5 dan persentase 10 % apa adanya.

---

## Pasal 4. Sanksi

Pelanggaran diperiksa oleh Hukum dan SDM. Hasilnya dicatat dalam matriks pemantauan.
";

const MINUTES: &str = "# Notulen Rapat Dewan Maret

- Tanggal: 17 Maret 2026
- Waktu: 09.00-11.30
- Tempat: Aula Lantai 3
- Pimpinan rapat: Sari Dewi
- Notulis: Budi Santoso

## Hadir

- Hadir: Sari Dewi (ketua), Budi Santoso, Rina Wulandari
- Izin: Agus Halim

## 1. Akun resmi cabang

Rina melaporkan bahwa **tujuh cabang** belum punya penanggung jawab:

- Medan, Padang
- Makassar dan Manado

- **Keputusan:** Setiap cabang memakai satu akun resmi per kanal. (setuju: Sari Dewi, Budi Santoso; menolak: Rina Wulandari)
- **Tindak lanjut:** Menyusun daftar akun dan penanggung jawabnya (penanggung jawab: Budi Santoso; tenggat: 2026-04-30)
- **Tindak lanjut:** Menutup akun yang tidak dipakai (penanggung jawab: Rina Wulandari; tenggat: 2026-05-31)

## 2. Anggaran iklan

Ditunda ke rapat berikut.
";
