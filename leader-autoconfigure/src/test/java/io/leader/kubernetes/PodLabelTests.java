package io.leader.kubernetes;

import java.util.concurrent.ScheduledExecutorService;

import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import io.leader.support.CannedApiServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

class PodLabelTests {

	@Test
	void aFailedPatchIsNotRetriedWhileTheElectionsAreStopped() {
		ScheduledExecutorService executor = mock();
		willAnswer((call) -> {
			call.<Runnable>getArgument(0).run();
			return null;
		}).given(executor).execute(any());
		try (CannedApiServer server = new CannedApiServer()) {
			server.respond("PATCH /api/v1/namespaces/n/pods/p", 403, "{}");
			PodLabel label = new PodLabel(server.connection(), executor, "n", "p", null, "role", "leader", null);
			label.start();
			ArgumentCaptor<Runnable> retry = ArgumentCaptor.captor();
			verify(executor).schedule(retry.capture(), anyLong(), any());
			assertThat(server.requests()).hasSize(1);
			label.pause();
			retry.getValue().run();
			assertThat(server.requests()).hasSize(1);
			label.resume();
			assertThat(server.requests()).hasSize(2);
		}
	}

}
