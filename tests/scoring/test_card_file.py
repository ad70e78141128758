"""A card as a file: it reads back as it was, its address follows from what it says, and what is no card is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from some_cards import CARD, cards

from creditline.scoring.card import Card
from creditline.scoring.check import CardInvalid
from creditline.scoring.folder import CardUnreadable, card_id, card_of, card_text, load_card


@given(cards())
def test_a_card_reads_back_as_it_was_written(card: Card) -> None:
    assert card_of(card_text(card)) == card


def test_equal_cards_have_equal_addresses_however_the_file_is_laid_out() -> None:
    spaced = "# mine\n" + card_text(CARD).replace(" = ", "   =  ")
    assert card_id(card_of(spaced)) == card_id(CARD)
    assert card_id(card_of(card_text(CARD).replace("base = 600", "base = 601"))) != card_id(CARD)


def test_a_card_is_found_by_its_folder_or_its_file(tmp_path: Path) -> None:
    (tmp_path / "card.toml").write_text(card_text(CARD), encoding="utf-8")
    assert load_card(tmp_path) == load_card(tmp_path / "card.toml") == CARD


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format = 1", "format = 2", "format 1"),
        ("cuts = [3000, 5000, 9000]", "cuts = [3000, 5000]", "3 bins, not 4"),
        ("cuts = [3000, 5000, 9000]", "cuts = [5000, 3000, 9000]", "must rise"),
        ('first = "utilisation"', 'first = "segment"', "no number feature"),
        ("pd_ppm = [300000, 100000, 30000]", "pd_ppm = [3000000, 100000, 30000]", "1,000,000"),
        ("scores = [500, 600, 700]", "scores = [500, 600]", "one probability for each"),
        ('name = "spent"', 'name = "utilisation"', "2 times"),
        ("base = 600", "base = 6.5", "not a whole number"),
        ("base = 600", "bass = 600", "it is not given"),
        ("base = 600", "base = 600\nbias = 1", "unknown key"),
    ],
)
def test_what_is_no_card_is_refused_with_its_place(old: str, new: str, said: str) -> None:
    text = card_text(CARD)
    assert old in text
    with pytest.raises(CardInvalid, match=said):
        card_of(text.replace(old, new))


def test_what_is_no_toml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "card.toml").write_text("base = = 1", encoding="utf-8")
    with pytest.raises(CardUnreadable, match="cannot be read as a card"):
        load_card(tmp_path)
    with pytest.raises(CardUnreadable, match="No such file"):
        load_card(tmp_path / "nowhere")
