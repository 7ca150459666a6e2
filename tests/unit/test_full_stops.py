"""Shortened words and whole ones before a full stop."""

from __future__ import annotations

import pytest

from rag.full_stops import is_shortened, is_whole, may_be_shortened, seems_shortened


@pytest.mark.parametrize(
    "word",
    "Uhr Tagen Jahr Kündigungsfrist Vertrag Antrags genehmigt erlaubt bezahlt informieren Maschine GmbH DSGVO mm)"
    " jährlich Bereichsleitung fällig days year price hospital written approval policy agreement month in it 8:30"
    " 125% 12,50 500€ °C 2027 31.12.2027 351–361 (Urlaub) „Ausnahme“ Probe-Zeit Keller".split(),
)
def test_behind_whole_words_a_sentence_ends(word):
    assert is_whole(word)


@pytest.mark.parametrize(
    "word",
    "z.B d.h a.m U.S usw etc bzw Nr 3 31 3.3 31.12 1.2.3 § (f) gesetzl monatl schriftl Verw Abt Abschn Genehm"
    " Mitarb Gesellsch Einkomm Mgmt dept assn approx Hosp Cty Ct Dist III iv S.A So Do Dr Dipl.-Ing".split(),
)
def test_behind_shortened_words_it_may_go_on(word):
    assert not is_whole(word)


def test_listed_ones_are_told_apart():
    assert is_shortened("(Abs") and is_shortened("„Nr") and is_shortened("12") and is_shortened("B")
    assert not is_shortened("2027") and not is_shortened("Tagen")
    assert may_be_shortened("Inc") and may_be_shortened("Tsd") and not may_be_shortened("Mai")
    assert seems_shortened("gesetzl") and not seems_shortened("Kapitel")
