CREATE TABLE "account_service_user_administrators" (
	"organization_id" uuid NOT NULL,
	"service_user_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	CONSTRAINT "account_service_user_administrators_key" PRIMARY KEY("organization_id","service_user_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "account_service_user_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"service_user_id" uuid NOT NULL,
	"type" text NOT NULL,
	"key_hash" "bytea" NOT NULL,
	"key_ending" text NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	"last_used_at" timestamp (6) with time zone,
	CONSTRAINT "account_service_user_keys_key_hash_key" UNIQUE("key_hash"),
	CONSTRAINT "account_service_user_keys_type_key" UNIQUE("organization_id","service_user_id","type"),
	CONSTRAINT "account_service_user_keys_type_check" CHECK ("account_service_user_keys"."type" in ('MONITORING', 'PROVISIONING_READONLY', 'PROVISIONING', 'USER_MANAGEMENT'))
);
--> statement-breakpoint
CREATE TABLE "account_service_users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"username" text NOT NULL,
	"email" text NOT NULL,
	"display_name" text NOT NULL,
	"profile" text NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "account_service_users_tenant_key" UNIQUE("organization_id","id"),
	CONSTRAINT "account_service_users_profile_check" CHECK ("account_service_users"."profile" in ('OWNER', 'CLUSTER_ADMIN', 'READ_ONLY'))
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"surname" text DEFAULT '' NOT NULL,
	"password_hash" text,
	"operator" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid,
	"project_id" uuid,
	"at" timestamp (6) with time zone NOT NULL,
	"actor_type" text NOT NULL,
	"actor_id" uuid,
	"actor_name" text NOT NULL,
	"credential_type" text,
	"credential_id" uuid,
	"action" text NOT NULL,
	"object_type" text NOT NULL,
	"object_id" text,
	"object_name" text,
	"outcome" text NOT NULL,
	"error_code" text,
	"before" jsonb,
	"after" jsonb,
	"request_id" text NOT NULL,
	"sequence" bigint GENERATED ALWAYS AS IDENTITY (sequence name "audit_events_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1)
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"caller" text NOT NULL,
	"key_hash" "bytea" NOT NULL,
	"request_hash" "bytea" NOT NULL,
	"status" integer,
	"answer" "bytea",
	"created_at" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_caller_key_hash_pk" PRIMARY KEY("caller","key_hash")
);
--> statement-breakpoint
CREATE TABLE "invitations" (
	"organization_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	"expires_at" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "invitations_organization_id_account_id_pk" PRIMARY KEY("organization_id","account_id"),
	CONSTRAINT "invitations_code_hash_key" UNIQUE("code_hash")
);
--> statement-breakpoint
CREATE TABLE "object_versions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"object_id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"labels" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	"updated_at" timestamp (6) with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "object_versions_name_key" UNIQUE("organization_id","object_id","name")
);
--> statement-breakpoint
CREATE TABLE "objects" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"labels" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"input_type" text,
	"output_type" text,
	"input_fields" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"output_fields" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"default_version" text,
	"provider" text,
	"configuration" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"ttl" integer,
	"created_at" timestamp (6) with time zone NOT NULL,
	"updated_at" timestamp (6) with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "objects_name_key" UNIQUE("organization_id","project_id","kind","name"),
	CONSTRAINT "objects_tenant_key" UNIQUE("organization_id","project_id","id"),
	CONSTRAINT "objects_kind_check" CHECK ("objects"."kind" in ('deployment', 'pipeline', 'bucket'))
);
--> statement-breakpoint
CREATE TABLE "organization_members" (
	"organization_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"admin" boolean DEFAULT false NOT NULL,
	"cluster_admin" boolean DEFAULT false NOT NULL,
	"active" boolean NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	"last_active_at" timestamp (6) with time zone,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "organization_members_organization_id_account_id_pk" PRIMARY KEY("organization_id","account_id"),
	CONSTRAINT "organization_members_profile_check" CHECK (not ("organization_members"."admin" and "organization_members"."cluster_admin"))
);
--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "organizations_name_key" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "personal_tokens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"name" text NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"token_prefix" text NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	"expires_at" timestamp (6) with time zone,
	"last_used_at" timestamp (6) with time zone,
	CONSTRAINT "personal_tokens_token_hash_key" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "project_members" (
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "project_members_organization_id_project_id_account_id_pk" PRIMARY KEY("organization_id","project_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "projects" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"name" text NOT NULL,
	"advanced_permissions" boolean DEFAULT false NOT NULL,
	"credits" numeric,
	"suspended" boolean DEFAULT false NOT NULL,
	"suspended_reason" text,
	"created_at" timestamp (6) with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "projects_name_key" UNIQUE("name"),
	CONSTRAINT "projects_tenant_key" UNIQUE("organization_id","id")
);
--> statement-breakpoint
CREATE TABLE "role_assignments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"role_id" uuid NOT NULL,
	"account_id" uuid,
	"service_user_id" uuid,
	"deployment_id" uuid,
	"object_id" uuid,
	"created_at" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "role_assignments_key" UNIQUE NULLS NOT DISTINCT("organization_id","project_id","account_id","service_user_id","deployment_id","object_id","role_id"),
	CONSTRAINT "role_assignments_one_assignee_check" CHECK (num_nonnulls("role_assignments"."account_id", "role_assignments"."service_user_id", "role_assignments"."deployment_id") = 1)
);
--> statement-breakpoint
CREATE TABLE "roles" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"name" text NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"permissions" text[] NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "roles_name_key" UNIQUE("organization_id","project_id","name"),
	CONSTRAINT "roles_tenant_key" UNIQUE("organization_id","project_id","id")
);
--> statement-breakpoint
CREATE TABLE "service_user_rotations" (
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"old_id" uuid NOT NULL,
	"new_id" uuid NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "service_user_rotations_organization_id_project_id_old_id_pk" PRIMARY KEY("organization_id","project_id","old_id"),
	CONSTRAINT "service_user_rotations_new_key" UNIQUE("organization_id","project_id","new_id")
);
--> statement-breakpoint
CREATE TABLE "service_users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"expires_at" timestamp (6) with time zone,
	"allowed_cors_origins" text[] DEFAULT '{}' NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"token_prefix" text NOT NULL,
	"token_last_used_at" timestamp (6) with time zone,
	"created_at" timestamp (6) with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "service_users_token_hash_key" UNIQUE("token_hash"),
	CONSTRAINT "service_users_tenant_key" UNIQUE("organization_id","project_id","id")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"user_agent" text NOT NULL,
	"address" text NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	"last_seen_at" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "sessions_token_hash_key" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "setup_codes" (
	"code_hash" "bytea" PRIMARY KEY NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"organization_id" uuid NOT NULL,
	"name" text NOT NULL,
	"start_date" date NOT NULL,
	"end_date" date,
	CONSTRAINT "subscriptions_organization_id_start_date_pk" PRIMARY KEY("organization_id","start_date"),
	CONSTRAINT "subscriptions_dates_check" CHECK ("subscriptions"."end_date" is null or "subscriptions"."end_date" > "subscriptions"."start_date")
);
--> statement-breakpoint
CREATE TABLE "throttles" (
	"key" text PRIMARY KEY NOT NULL,
	"attempts" integer NOT NULL,
	"window_ends_at" timestamp (6) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "usage_batches" (
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"batch_id" text NOT NULL,
	"request_hash" "bytea" NOT NULL,
	"answer" jsonb NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "usage_batches_organization_id_project_id_batch_id_pk" PRIMARY KEY("organization_id","project_id","batch_id")
);
--> statement-breakpoint
CREATE TABLE "usage_days" (
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"object_id" uuid NOT NULL,
	"object_type" text NOT NULL,
	"metric" text NOT NULL,
	"day" date NOT NULL,
	"value" numeric NOT NULL,
	CONSTRAINT "usage_days_organization_id_day_object_type_metric_project_id_object_id_pk" PRIMARY KEY("organization_id","day","object_type","metric","project_id","object_id") INCLUDE ("value")
) PARTITION BY RANGE ("day");
--> statement-breakpoint
CREATE TABLE "usage_days_default" PARTITION OF "usage_days" DEFAULT;
--> statement-breakpoint
CREATE TABLE "usage_limits" (
	"organization_id" uuid NOT NULL,
	"metric" text NOT NULL,
	"value" numeric NOT NULL,
	"created_at" timestamp (6) with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "usage_limits_organization_id_metric_pk" PRIMARY KEY("organization_id","metric"),
	CONSTRAINT "usage_limits_value_check" CHECK ("usage_limits"."value" > 0)
);
--> statement-breakpoint
CREATE TABLE "usage_records" (
	"organization_id" uuid NOT NULL,
	"project_id" uuid NOT NULL,
	"object_id" uuid NOT NULL,
	"object_type" text NOT NULL,
	"metric" text NOT NULL,
	"at" timestamp (6) with time zone NOT NULL,
	"value" numeric NOT NULL,
	"previous_value" numeric,
	CONSTRAINT "usage_records_organization_id_project_id_object_id_metric_at_pk" PRIMARY KEY("organization_id","project_id","object_id","metric","at")
);
--> statement-breakpoint
ALTER TABLE "account_service_user_administrators" ADD CONSTRAINT "account_service_user_administrators_service_user_fkey" FOREIGN KEY ("organization_id","service_user_id") REFERENCES "public"."account_service_users"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_service_user_administrators" ADD CONSTRAINT "account_service_user_administrators_member_fkey" FOREIGN KEY ("organization_id","account_id") REFERENCES "public"."organization_members"("organization_id","account_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_service_user_keys" ADD CONSTRAINT "account_service_user_keys_service_user_fkey" FOREIGN KEY ("organization_id","service_user_id") REFERENCES "public"."account_service_users"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_service_users" ADD CONSTRAINT "account_service_users_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_member_fkey" FOREIGN KEY ("organization_id","account_id") REFERENCES "public"."organization_members"("organization_id","account_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "object_versions" ADD CONSTRAINT "object_versions_object_fkey" FOREIGN KEY ("organization_id","project_id","object_id") REFERENCES "public"."objects"("organization_id","project_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "objects" ADD CONSTRAINT "objects_project_fkey" FOREIGN KEY ("organization_id","project_id") REFERENCES "public"."projects"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organization_members" ADD CONSTRAINT "organization_members_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organization_members" ADD CONSTRAINT "organization_members_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "personal_tokens" ADD CONSTRAINT "personal_tokens_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_members" ADD CONSTRAINT "project_members_project_fkey" FOREIGN KEY ("organization_id","project_id") REFERENCES "public"."projects"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_members" ADD CONSTRAINT "project_members_member_fkey" FOREIGN KEY ("organization_id","account_id") REFERENCES "public"."organization_members"("organization_id","account_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_assignments" ADD CONSTRAINT "role_assignments_role_fkey" FOREIGN KEY ("organization_id","project_id","role_id") REFERENCES "public"."roles"("organization_id","project_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_assignments" ADD CONSTRAINT "role_assignments_account_fkey" FOREIGN KEY ("organization_id","project_id","account_id") REFERENCES "public"."project_members"("organization_id","project_id","account_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_assignments" ADD CONSTRAINT "role_assignments_service_user_fkey" FOREIGN KEY ("organization_id","project_id","service_user_id") REFERENCES "public"."service_users"("organization_id","project_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_assignments" ADD CONSTRAINT "role_assignments_deployment_fkey" FOREIGN KEY ("organization_id","project_id","deployment_id") REFERENCES "public"."objects"("organization_id","project_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_assignments" ADD CONSTRAINT "role_assignments_object_fkey" FOREIGN KEY ("organization_id","project_id","object_id") REFERENCES "public"."objects"("organization_id","project_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roles" ADD CONSTRAINT "roles_project_fkey" FOREIGN KEY ("organization_id","project_id") REFERENCES "public"."projects"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_user_rotations" ADD CONSTRAINT "service_user_rotations_old_fkey" FOREIGN KEY ("organization_id","project_id","old_id") REFERENCES "public"."service_users"("organization_id","project_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_user_rotations" ADD CONSTRAINT "service_user_rotations_new_fkey" FOREIGN KEY ("organization_id","project_id","new_id") REFERENCES "public"."service_users"("organization_id","project_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_users" ADD CONSTRAINT "service_users_project_fkey" FOREIGN KEY ("organization_id","project_id") REFERENCES "public"."projects"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_batches" ADD CONSTRAINT "usage_batches_project_fkey" FOREIGN KEY ("organization_id","project_id") REFERENCES "public"."projects"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_limits" ADD CONSTRAINT "usage_limits_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_service_user_administrators_account_id_index" ON "account_service_user_administrators" USING btree ("organization_id","account_id");--> statement-breakpoint
CREATE UNIQUE INDEX "account_service_users_username_key" ON "account_service_users" USING btree (lower("username"));--> statement-breakpoint
CREATE UNIQUE INDEX "account_service_users_email_key" ON "account_service_users" USING btree (lower(regexp_replace("email", '[+][^@]*@', '@')));--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_email_key" ON "accounts" USING btree (lower("email"));--> statement-breakpoint
CREATE INDEX "audit_events_organization_index" ON "audit_events" USING btree ("organization_id","at");--> statement-breakpoint
CREATE INDEX "idempotency_keys_created_at_index" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "organization_members_account_id_index" ON "organization_members" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "personal_tokens_account_id_index" ON "personal_tokens" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "project_members_account_id_index" ON "project_members" USING btree ("organization_id","account_id");--> statement-breakpoint
CREATE INDEX "role_assignments_service_user_index" ON "role_assignments" USING btree ("organization_id","project_id","service_user_id");--> statement-breakpoint
CREATE INDEX "role_assignments_deployment_index" ON "role_assignments" USING btree ("organization_id","project_id","deployment_id");--> statement-breakpoint
CREATE INDEX "role_assignments_object_index" ON "role_assignments" USING btree ("organization_id","project_id","object_id");--> statement-breakpoint
CREATE INDEX "role_assignments_role_index" ON "role_assignments" USING btree ("organization_id","project_id","role_id");--> statement-breakpoint
CREATE INDEX "sessions_account_id_index" ON "sessions" USING btree ("account_id");