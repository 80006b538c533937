package io.leader.lock;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class PrintableTextTests {

	private static String point(int point) {
		return Character.toString(point);
	}

	static Stream<Arguments> texts() {
		return Stream.of(arguments(null, ""), arguments("", ""), arguments("orders-7d9f", "orders-7d9f"),
				arguments("Zoë 東京 " + point(0x1F600), "Zoë 東京 " + point(0x1F600)),
				arguments("a\r\nWARN b", "a??WARN b"), arguments("a\tb\u001b[31mc\u0085d\u007f", "a?b?[31mc?d?"),
				arguments("a\u2028b\u2029c", "a?b?c"), arguments("a\u202eb\u200bc\ufeff", "a?b?c?"),
				arguments(point(0xE0041) + "x", "?x"), arguments("a" + (char) 0xD800 + "b", "a?b"),
				arguments("a" + (char) 0xDC00, "a?"), arguments("\uffff", "?"));
	}

	@ParameterizedTest
	@MethodSource("texts")
	void charactersThatCouldGarbleALogBecomeQuestionMarks(String text, String printable) {
		assertThat(PrintableText.of(text)).isEqualTo(printable);
	}

	@Test
	void aLongTextIsTruncatedBetweenCharactersAndMarkedAsSuch() {
		assertThat(PrintableText.of("abcd", 4)).isEqualTo("abcd");
		assertThat(PrintableText.of("abcde", 4)).isEqualTo("abcd…");
		String face = point(0x1F600);
		assertThat(PrintableText.of(face + face + face, 2)).isEqualTo(face + face + "…");
		assertThat(PrintableText.of("x".repeat(1_000_000))).hasSize(201);
	}

	@Test
	void holdersArePrintable() {
		assertThat(new LockRecord("a\nb", 15, null, null, 0, null).printableHolder()).isEqualTo("a?b");
	}

}
