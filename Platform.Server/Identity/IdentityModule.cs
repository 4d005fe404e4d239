using Microsoft.AspNetCore.Components.Server.Circuits;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Identity;

/// <summary>Who people are and what they may do.</summary>
internal sealed class IdentityModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<IdentityText>();
        services.AddSingleton(s => s.GetRequiredService<IConfiguration>().GetSection("Identity").Get<IdentityOptions>() ?? new IdentityOptions());
        services.AddSingleton(s => KeyRing.Load(s.GetRequiredService<DataDirectory>().Keys));
        services.AddSingleton<IPersonalData, PersonalData>();
        services.AddSingleton<PasswordHasher>();
        services.AddSingleton<Tickets>();

        services.AddSingleton<AccountStore>();
        services.AddSingleton<GroupStore>();
        services.AddSingleton<GroupRoster>();
        services.AddSingleton<IGroups>(s => s.GetRequiredService<GroupRoster>());
        services.AddSingleton<SubstituteStore>();
        services.AddSingleton<SubstituteRoster>();
        services.AddSingleton<ISubstitutes>(s => s.GetRequiredService<SubstituteRoster>());
        services.AddSingleton<NameSubstitute>();
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<AuthorityStore>();
        services.AddSingleton<IAuthorities>(s => s.GetRequiredService<AuthorityStore>());
        services.AddSingleton<Accounts>();
        services.AddSingleton<IAccounts>(s => s.GetRequiredService<Accounts>());
        services.AddSingleton<Sessions>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<AdministrativeActs>();

        services.AddSingleton<SignIn>();
        services.AddSingleton<SmsCodes>();
        services.AddSingleton<RegisterResident>();
        services.AddSingleton<RecoverPassword>();
        services.AddSingleton<ChangePassword>();
        services.AddSingleton<SignOut>();
        services.AddSingleton<ListUsers>();
        services.AddSingleton<CreateUser>();
        services.AddSingleton<UpdateUser>();
        services.AddSingleton<SetUserDisabled>();
        services.AddSingleton<ResetUserPassword>();
        services.AddSingleton<SaveAuthority>();
        services.AddSingleton<SaveGroup>();
        services.AddSingleton<ManageApiKeys>();

        services.AddStaffLink(new("/admin/users", typeof(IdentityText), "admin.users", "people", Permissions.AccountsManage, 210, "g u"));
        services.AddStaffLink(new("/admin/groups", typeof(IdentityText), "admin.groups", "people", Permissions.AccountsManage, 220));
        services.AddStaffLink(new("/admin/authorities", typeof(IdentityText), "admin.authorities", "office", Permissions.AccountsManage, 230));
        services.AddStaffLink(new("/admin/api-keys", typeof(IdentityText), "admin.apiKeys", "lock", Permissions.AccountsManage, 240));
        services.AddScoped<Authentication>();
        services.AddAuthentication(o =>
        {
            o.AddScheme<Authentication>(Authentication.SchemeName, null);
            o.DefaultScheme = Authentication.SchemeName;
        });
        services.AddScoped<CircuitHandler, CircuitActor>();
        services.AddSingleton<DemoAccounts>();
        services.AddSingleton<IDemoSeed>(s => s.GetRequiredService<DemoAccounts>());
        services.AddSingleton<IStartCheck, AdministratorCheck>();
        services.AddSingleton<ICommand, UserCommands.Add>();
        services.AddSingleton<ICommand, UserCommands.List>();
        services.AddSingleton<ICommand, UserCommands.ResetPassword>();
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        IssueToken.Map(api);
        SignOut.Map(app, api);
        WhoAmI.Map(api);
        ChangePassword.Map(api);
        RecoverPassword.Map(api);
        RegisterResident.Map(api);
        ListUsers.Map(api);
        CreateUser.Map(api);
        UpdateUser.Map(api);
        SetUserDisabled.Map(api);
        ResetUserPassword.Map(api);
        SaveAuthority.Map(api);
        SaveGroup.Map(api);
        ManageApiKeys.Map(api);
        NameSubstitute.Map(api);
    }
}

/// <summary>Names the resource with the texts of sign-in, registration and administration.</summary>
public sealed class IdentityText;
