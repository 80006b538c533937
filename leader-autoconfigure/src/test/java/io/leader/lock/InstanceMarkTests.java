package io.leader.lock;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InstanceMarkTests {

	@Test
	void aFormerLifeHasTheSamePodAndAnotherStart() {
		InstanceMark mark = InstanceMark.ofThisStart("uid-1");
		assertThat(mark.isFormerLife("uid-1/other")).isTrue();
		assertThat(mark.isFormerLife(mark.toString())).as("this life").isFalse();
		assertThat(mark.isFormerLife("uid-2/other")).as("another Pod").isFalse();
		assertThat(mark.isFormerLife(null)).isFalse();
		assertThat(mark.isFormerLife("uid-1")).isFalse();
	}

	@Test
	void aStartThatIsAliveInThisJvmIsNoFormerLife() {
		InstanceMark first = InstanceMark.ofThisStart("uid-1");
		InstanceMark second = InstanceMark.ofThisStart("uid-1");
		assertThat(second.isFormerLife(first.toString())).isFalse();
		first.end();
		assertThat(second.isFormerLife(first.toString())).isTrue();
		assertThat(first.isFormerLife(second.toString())).isFalse();
		second.end();
	}

	@Test
	void withoutAPodNothingIsAFormerLife() {
		InstanceMark mark = InstanceMark.ofThisStart(" ");
		assertThat(mark.toString()).startsWith("-/");
		assertThat(mark.isFormerLife("-/other")).isFalse();
	}

	@Test
	void eachStartHasAMarkOfItsOwn() {
		assertThat(InstanceMark.ofThisStart("uid")).isNotEqualTo(InstanceMark.ofThisStart("uid"));
	}

}
