package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A permission is one of the system permissions that the demo org knows how to
// do without, by the name that Setup shows. The integration user has all of
// them unless Options.Without takes one away.
type permission struct {
	name string
	// field of PermissionSet that tells who has it; empty where the demo org
	// has no such field.
	field string
	// hides are the objects that do not exist for a user without it.
	hides []string
}

// The permissions (Salesforce Field Reference, PermissionSet, for names and
// fields). What hangs on them: Salesforce Help, Access Activities
// (sales.activity_access_user_perm); Object Reference, LoginHistory, Report,
// SetupAuditTrail, OauthToken, ForecastingQuota, PermissionSetLicenseAssign,
// Special Access Rules; Manage Users for UserLogin is an assumption.
const (
	accessActivities = "Access Activities"
	customizeApp     = "Customize Application"
	loginHistory     = "Monitor Login History"
	manageUsers      = "Manage Users"
	privateReports   = "Manage All Private Reports and Dashboards"
	viewAllData      = "View All Data"
	viewForecasts    = "View All Forecasts"
	viewSetup        = "View Setup and Configuration"
)

func permissions() []permission {
	return []permission{
		{name: accessActivities, field: "PermissionsActivitiesAccess", hides: []string{"Task", "Event", "EmailMessage"}},
		{name: customizeApp, field: "PermissionsCustomizeApplication"},
		{name: loginHistory},
		{name: manageUsers, field: "PermissionsManageUsers", hides: []string{"UserLogin"}},
		{name: privateReports},
		{name: viewAllData, field: "PermissionsViewAllData"},
		{name: viewForecasts, hides: []string{"ForecastingQuota"}},
		{name: viewSetup, field: "PermissionsViewSetup",
			hides: []string{"PermissionSetLicenseAssign", "SetupAuditTrail", "TenantUsageEntitlement"}},
	}
}

// Permissions lists the names that Options.Without takes.
func Permissions() []string {
	var names []string
	for _, p := range permissions() {
		names = append(names, p.name)
	}
	return names
}

// Revoke takes system permissions away from the running user, by the names that
// Setup shows.
func (o *Org) Revoke(ctx context.Context, names ...string) error {
	all := permissions()
	for _, name := range names {
		i := slices.IndexFunc(all, func(p permission) bool { return strings.EqualFold(p.name, name) })
		if i < 0 {
			return fmt.Errorf("permission %q: the demo org knows these: %s", name, strings.Join(Permissions(), ", "))
		}
		if err := o.revoke(ctx, all[i]); err != nil {
			return err
		}
	}
	if o.lacks(customizeApp) {
		if err := o.keepToOwn(ctx, "OauthToken"); err != nil {
			return err
		}
	}
	if o.lacks(loginHistory) && o.lacks(manageUsers) {
		return o.keepToOwn(ctx, "LoginHistory")
	}
	return nil
}

func (o *Org) revoke(ctx context.Context, p permission) error {
	o.mu.Lock()
	o.revoked = append(o.revoked, p.name)
	o.mu.Unlock()
	for _, object := range p.hides {
		if _, ok := o.rows.store.Schema().Object(object); !ok {
			continue // a loaded export need not have it
		}
		if err := o.Hide(object); err != nil {
			return err
		}
	}
	return o.clearPermission(ctx, p.field)
}

// clearPermission lets the user's permission sets say so, too.
func (o *Org) clearPermission(ctx context.Context, field string) error {
	sets, ok := o.rows.store.Schema().Object("PermissionSet")
	if !ok || field == "" {
		return nil
	}
	if _, ok := sets.Field(field); !ok {
		return nil
	}
	if _, ok := o.rows.store.Schema().Object("PermissionSetAssignment"); !ok {
		return nil
	}
	_, err := o.DB().ExecContext(ctx, `UPDATE "PermissionSet" SET `+field+
		` = 0 WHERE Id IN (SELECT PermissionSetId FROM "PermissionSetAssignment" WHERE AssigneeId = ?)`, o.user.ID)
	if err != nil {
		return fmt.Errorf("take a permission from the running user: %w", err)
	}
	return nil
}

// keepToOwn lets the user see only its own records of an object, if the org has
// the object.
func (o *Org) keepToOwn(ctx context.Context, object string) error {
	if _, ok := o.rows.store.Schema().Object(object); !ok {
		return nil
	}
	return o.SetPrivate(ctx, object)
}

// lacks reports whether the running user was denied a permission.
func (o *Org) lacks(name string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Contains(o.revoked, name)
}
