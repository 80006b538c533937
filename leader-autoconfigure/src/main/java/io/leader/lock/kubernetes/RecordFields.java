package io.leader.lock.kubernetes;

import java.time.Instant;
import java.util.function.Function;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.leader.kubernetes.Times;
import io.leader.lock.LockRecord;

/**
 * The fields of a record, with the names that client-go uses. The fields are the same in
 * a Lease's spec and in an annotation, except for the name of one field and the format of
 * times.
 */
final class RecordFields {

	/** How many characters of an unreadable record to quote in a message. */
	static final int EXCERPT = 300;

	private RecordFields() {
	}

	/**
	 * Reads a record.
	 * @param fields the fields of the record
	 * @param transitionsField the name of the field with the number of transitions
	 * @param object the object that contains the instance mark of the record
	 * @return the record, or {@code null} if a field other than a time is invalid; an
	 * invalid time is ignored
	 */
	static @Nullable LockRecord read(JsonNode fields, String transitionsField, ObjectNode object) {
		JsonNode holder = fields.path("holderIdentity");
		JsonNode duration = fields.path("leaseDurationSeconds");
		JsonNode transitions = fields.path(transitionsField);
		if (!isTextOrNone(holder) || !isIntOrNone(duration) || !isNumberOrNone(transitions)) {
			return null;
		}
		return new LockRecord(holder.asString(""), Math.max(0, duration.asInt(0)),
				Times.parse(fields.path("acquireTime").asString("")),
				Times.parse(fields.path("renewTime").asString("")), atMostInt(transitions),
				InstanceAnnotation.read(object));
	}

	/**
	 * Writes a record and keeps all other fields.
	 */
	static void write(ObjectNode fields, LockRecord record, String transitionsField,
			Function<@Nullable Instant, @Nullable String> time) {
		if (record.isFree()) {
			fields.remove("holderIdentity");
		}
		else {
			fields.put("holderIdentity", record.holder());
		}
		fields.put("leaseDurationSeconds", record.leaseDurationSeconds());
		fields.put("acquireTime", time.apply(record.acquireTime()));
		fields.put("renewTime", time.apply(record.renewTime()));
		fields.put(transitionsField, record.transitions());
	}

	private static boolean isTextOrNone(JsonNode node) {
		return node.isString() || node.isNull() || node.isMissingNode();
	}

	private static boolean isNumberOrNone(JsonNode node) {
		return node.isIntegralNumber() || node.isNull() || node.isMissingNode();
	}

	private static boolean isIntOrNone(JsonNode node) {
		return isNumberOrNone(node) && (!node.isNumber() || node.canConvertToInt());
	}

	/**
	 * Returns a count, limited to the range from zero to {@link Integer#MAX_VALUE}, since
	 * other programs can write a count outside this range. A missing or {@code null}
	 * count is zero.
	 */
	private static int atMostInt(JsonNode node) {
		if (!node.isNumber() || node.bigIntegerValue().signum() < 0) {
			return 0;
		}
		return node.canConvertToInt() ? node.intValue() : Integer.MAX_VALUE;
	}

}
