package io.leader.lock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InstanceMarkTests {

	private static boolean isFormerLife(InstanceMark mark, @Nullable String text) {
		return text != null && mark.isOfAnotherStart(text) && !InstanceMark.isOfThisJvm(text);
	}

	@Test
	void aFormerLifeHasTheSamePodAndAnotherStart() {
		InstanceMark mark = InstanceMark.ofThisStart("uid-1");
		assertThat(isFormerLife(mark, "uid-1/other")).isTrue();
		assertThat(isFormerLife(mark, mark.toString())).as("this life").isFalse();
		assertThat(isFormerLife(mark, "uid-2/other")).as("another Pod").isFalse();
		assertThat(isFormerLife(mark, null)).isFalse();
		assertThat(isFormerLife(mark, "uid-1")).isFalse();
	}

	@Test
	void aStartThatIsAliveInThisJvmIsNoFormerLife() {
		InstanceMark first = InstanceMark.ofThisStart("uid-1");
		InstanceMark second = InstanceMark.ofThisStart("uid-1");
		assertThat(isFormerLife(second, first.toString())).isFalse();
		first.end();
		assertThat(isFormerLife(second, first.toString())).isTrue();
		assertThat(isFormerLife(first, second.toString())).isFalse();
		second.end();
	}

	@Test
	void withoutAPodNothingIsAFormerLife() {
		InstanceMark mark = InstanceMark.ofThisStart(" ");
		assertThat(mark.toString()).startsWith("-/");
		assertThat(isFormerLife(mark, "-/other")).isFalse();
	}

	@Test
	void eachStartHasItsOwnMark() {
		assertThat(InstanceMark.ofThisStart("uid")).isNotEqualTo(InstanceMark.ofThisStart("uid"));
	}

}
