package io.leader.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

import io.leader.kubernetes.ObjectWatches.Origin;
import io.leader.lock.LockException;

import static org.assertj.core.api.Assertions.assertThat;

class WatchedObjectsTests {

	private final AtomicLong time = new AtomicLong(-5);

	private final WatchedObjects objects = new WatchedObjects(this.time::get);

	private final List<String> received = new ArrayList<>();

	private final ObjectWatcher watcher = new ObjectWatcher() {

		@Override
		public void changed(ObjectNode object) {
			WatchedObjectsTests.this.received.add("changed " + text(object));
		}

		@Override
		public void deleted(ObjectNode object) {
			WatchedObjectsTests.this.received.add("deleted " + text(object));
		}

		@Override
		public void closed(LockException cause) {
			WatchedObjectsTests.this.received.add("closed" + ((cause != null) ? ": " + cause.getMessage() : ""));
		}

	};

	private static String text(ObjectNode object) {
		return object.path("metadata").path("name").asString() + " " + ResourceVersion.of(object);
	}

	private static ObjectNode object(String name, long version) {
		ObjectNode object = KubernetesApi.object();
		object.putObject("metadata").put("name", name).put("resourceVersion", Long.toString(version));
		return object;
	}

	private static ObjectNode list(long version, ObjectNode... items) {
		ObjectNode list = object("", version);
		ArrayNode array = list.putArray("items");
		List.of(items).forEach(array::add);
		return list;
	}

	private WatchedObjects.Watcher join(String name, boolean present, long version) {
		return this.objects.join(new Origin(name, present, version), this.watcher);
	}

	@Test
	void aWatcherReceivesOnlyNewerVersionsWhenItJoins() {
		this.objects.listed(list(20, object("a", 7), object("b", 9)));
		join("a", true, 7);
		assertThat(this.received).isEmpty();
		join("b", true, 8);
		assertThat(this.received).containsExactly("changed b 9");
	}

	@Test
	void aWatcherWithANewerVersionDoesNotReceiveOlderOnes() {
		this.objects.listed(list(20, object("a", 7)));
		join("a", true, 30);
		this.objects.changed(object("a", 29));
		this.objects.changed(object("a", 30));
		assertThat(this.received).isEmpty();
		this.objects.changed(object("a", 31));
		assertThat(this.received).containsExactly("changed a 31");
	}

	@Test
	void aWatcherIsNotifiedOfAMissedDeletionWhenItJoins() {
		this.objects.listed(list(20));
		join("a", true, 7);
		assertThat(this.received).containsExactly("deleted a 20");
	}

	@Test
	void anObjectThatIsNewerThanTheListIsNotReportedAsDeleted() {
		this.objects.listed(list(20));
		join("a", true, 21);
		assertThat(this.received).isEmpty();
		this.objects.changed(object("a", 21));
		this.objects.changed(object("a", 22));
		assertThat(this.received).containsExactly("changed a 22");
	}

	@Test
	void anAbsentObjectAppears() {
		this.objects.listed(list(20, object("b", 9)));
		join("a", false, -1);
		join("b", false, -1);
		this.objects.changed(object("a", 21));
		assertThat(this.received).containsExactly("changed b 9", "changed a 21");
	}

	@Test
	void aKnownDeletionIsNotFollowedByEarlierEvents() {
		this.objects.listed(list(20, object("a", 9)));
		join("a", false, 25);
		this.objects.changed(object("a", 24));
		this.objects.deleted(object("a", 25));
		assertThat(this.received).isEmpty();
		this.objects.changed(object("a", 26));
		assertThat(this.received).containsExactly("changed a 26");
	}

	@Test
	void deletionAndRecreationAreBothReported() {
		this.objects.listed(list(20, object("a", 9)));
		join("a", true, 9);
		this.objects.deleted(object("a", 21));
		this.objects.changed(object("a", 22));
		assertThat(this.received).containsExactly("deleted a 21", "changed a 22");
	}

	@Test
	void onlyWatchersOfTheObjectAreNotified() {
		this.objects.listed(list(20));
		join("a", false, -1);
		this.objects.changed(object("b", 21));
		this.objects.deleted(object("b", 22));
		assertThat(this.received).isEmpty();
	}

	@Test
	void aWatcherThatHasLeftIsNoLongerNotified() {
		this.objects.listed(list(20));
		WatchedObjects.Watcher left = join("a", false, -1);
		join("a", false, -1);
		left.leave();
		assertThat(this.objects.isWatched()).isTrue();
		this.objects.changed(object("a", 21));
		assertThat(this.received).containsExactly("changed a 21");
		this.objects.end(null);
		assertThat(this.received).containsExactly("changed a 21", "closed");
		assertThat(this.objects.isWatched()).isFalse();
	}

	@Test
	void aWatcherThatThrowsEndsAndTheOthersContinue() {
		this.objects.listed(list(20));
		this.objects.join(new Origin("a", false, -1), new ObjectWatcher() {

			@Override
			public void changed(ObjectNode object) {
				throw new IllegalStateException("a bug");
			}

			@Override
			public void deleted(ObjectNode object) {
			}

			@Override
			public void closed(LockException cause) {
				WatchedObjectsTests.this.received.add(cause.getMessage());
			}

		});
		join("a", false, -1);
		this.objects.changed(object("a", 21));
		this.objects.changed(object("a", 22));
		assertThat(this.received).containsExactlyInAnyOrder(
				"A watch event could not be processed (IllegalStateException).", "changed a 21", "changed a 22");
	}

	@Test
	void isSilentIfAKnownVersionDoesNotArrive() {
		this.objects.listed(list(20));
		this.objects.opened();
		join("a", true, 21);
		this.time.addAndGet(WatchedObjects.LONGEST_LAG);
		assertThat(this.objects.isSilent()).isFalse();
		this.time.incrementAndGet();
		assertThat(this.objects.isSilent()).isTrue();
		this.objects.changed(object("b", 20));
		assertThat(this.objects.isSilent()).as("an older version proves nothing").isTrue();
		this.objects.changed(object("b", 22));
		assertThat(this.objects.isSilent()).isFalse();
	}

	@Test
	void aBookmarkShowsThatNothingIsMissing() {
		this.objects.listed(list(20));
		this.objects.opened();
		join("a", false, 21);
		this.time.addAndGet(WatchedObjects.LONGEST_LAG + 1);
		this.objects.progressed(object("", 21));
		assertThat(this.objects.isSilent()).isFalse();
		assertThat(this.objects.position()).isEqualTo(21);
	}

	@Test
	void isSilentWithoutBookmarks() {
		this.objects.listed(list(20));
		this.objects.opened();
		this.time.addAndGet(WatchedObjects.LONGEST_SILENCE);
		assertThat(this.objects.isSilent()).isFalse();
		this.time.addAndGet(TimeUnit.SECONDS.toNanos(1));
		assertThat(this.objects.isSilent()).isTrue();
	}

	@Test
	void isNotSureOfAnObjectIfAVersionIsMissingOrNothingArrives() {
		this.objects.listed(list(20, object("a", 8)));
		this.objects.opened();
		assertThat(ResourceVersion.of(this.objects.known("a").object())).isEqualTo(8);
		assertThat(this.objects.known("b").object()).isNull();
		join("b", true, 21);
		this.time.addAndGet(WatchedObjects.LONGEST_LAG);
		assertThat(this.objects.known("a")).isNotNull();
		this.time.incrementAndGet();
		assertThat(this.objects.known("a")).as("version 21 is missing").isNull();
		this.objects.changed(object("b", 21));
		this.time.addAndGet(WatchedObjects.FRESH);
		assertThat(this.objects.known("a")).isNotNull();
		this.time.incrementAndGet();
		assertThat(this.objects.known("a")).as("nothing has arrived").isNull();
		this.objects.progressed(object("", 22));
		assertThat(this.objects.known("a")).isNotNull();
	}

	@Test
	void anExpectedWatcherJoinsWhenTheRequestIsOpen() {
		this.objects.expect(new Origin("a", true, 7), this.watcher);
		this.objects.expect(new Origin("b", true, 9), this.watcher).leave();
		this.objects.expect(new Origin("c", true, 3), this.watcher);
		this.objects.listed(list(20, object("a", 8), object("b", 11)));
		assertThat(this.received).isEmpty();
		this.objects.admitExpected();
		assertThat(this.received).containsExactly("changed a 8", "deleted c 20");
		this.objects.changed(object("a", 21));
		this.objects.admitExpected();
		assertThat(this.received).containsExactly("changed a 8", "deleted c 20", "changed a 21");
	}

	@Test
	void anExpectedWatcherEndsWithTheOthers() {
		join("a", true, 7);
		this.objects.expect(new Origin("b", true, 9), this.watcher);
		this.objects.end(null);
		this.objects.end(null);
		assertThat(this.received).containsExactly("closed", "closed");
		this.objects.admitExpected();
		this.objects.changed(object("b", 10));
		assertThat(this.received).hasSize(2);
	}

}
