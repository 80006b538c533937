package io.leader.lock.kubernetes;

import java.util.Map;

import io.leader.lock.ElectionLock;

class ConfigMapLockTests extends AnnotationLockTest {

	ConfigMapLockTests() {
		super("ConfigMap");
	}

	@Override
	ElectionLock lock(boolean adoptExisting) {
		return new ConfigMapLock(connection, cluster.namespace(), this.name, adoptExisting, null);
	}

	@Override
	Map<String, Object> content() {
		return Map.of("data", Map.of("application.properties", "color=blue"));
	}

}
