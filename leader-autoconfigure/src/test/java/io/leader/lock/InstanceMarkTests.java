package io.leader.lock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InstanceMarkTests {

	private static boolean isEarlierStart(InstanceMark mark, @Nullable String text) {
		return text != null && mark.isOfAnotherStart(text) && !InstanceMark.isOfThisJvm(text);
	}

	@Test
	void anEarlierStartHasTheSamePodAndAnotherRandomId() {
		InstanceMark mark = InstanceMark.ofThisStart("uid-1");
		assertThat(isEarlierStart(mark, "uid-1/other")).isTrue();
		assertThat(isEarlierStart(mark, mark.toString())).as("this start").isFalse();
		assertThat(isEarlierStart(mark, "uid-2/other")).as("another Pod").isFalse();
		assertThat(isEarlierStart(mark, null)).isFalse();
		assertThat(isEarlierStart(mark, "uid-1")).isFalse();
	}

	@Test
	void aStartThatIsAliveInThisJvmIsNotAnEarlierStart() {
		InstanceMark first = InstanceMark.ofThisStart("uid-1");
		InstanceMark second = InstanceMark.ofThisStart("uid-1");
		assertThat(isEarlierStart(second, first.toString())).isFalse();
		first.end();
		assertThat(isEarlierStart(second, first.toString())).isTrue();
		assertThat(isEarlierStart(first, second.toString())).isFalse();
		second.end();
	}

	@Test
	void withoutAPodNothingIsAnEarlierStart() {
		InstanceMark mark = InstanceMark.ofThisStart(" ");
		assertThat(mark.toString()).startsWith("-/");
		assertThat(isEarlierStart(mark, "-/other")).isFalse();
	}

	@Test
	void eachStartHasItsOwnMark() {
		assertThat(InstanceMark.ofThisStart("uid")).isNotEqualTo(InstanceMark.ofThisStart("uid"));
	}

}
