using Platform.Model.Effects;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Evaluation;

internal sealed class EvaluationModule : IModule
{
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<EvaluationText>();
        services.AddSingleton<IEffectHandler<ServiceRenderedEffect>, ServiceRendered>();
        services.AddSingleton<ServiceEventStore>();
        services.AddSingleton<RatingStore>();
        services.AddSingleton<NegativeRatingStore>();
        services.AddSingleton<EvaluationClocks>();
        services.AddSingleton<RatingLinks>();
        services.AddSingleton<Raters>();
        services.AddSingleton<HandlingPeople>();
        services.AddSingleton<HandlingDesk>();
        services.AddSingleton<HandlingWorker>();
        services.AddHostedService(p => p.GetRequiredService<HandlingWorker>());
        services.AddSingleton<FigureStore>();
        services.AddSingleton<IRatings, Ratings>();
        services.AddSingleton<RateService>();
        services.AddSingleton<ChangeRating>();
        services.AddSingleton<ListRatings>();
        services.AddSingleton<ReRateHandling>();
        services.AddSingleton<EnterRating>();
        services.AddSingleton<OpenRatingLink>();
        services.AddSingleton<EvaluationDesk>();
        services.AddSingleton<IStaffBadge>(p => p.GetRequiredService<EvaluationDesk>());
        services.AddSingleton<Rectifications>();
        services.AddSingleton<IStaffBadge>(p => p.GetRequiredService<Rectifications>());
        services.AddSingleton<ReadFigures>();
        services.AddStaffLink(new(EvaluationDesk.Page, typeof(EvaluationText), "desk.title", "star", Permissions.EvaluationsHandle, 40, "g e"));
        services.AddStaffLink(new(Rectifications.Page, typeof(EvaluationText), "rectify.title", "star", Permissions.EvaluationsRectify, 45, "g r"));
        services.AddStaffLink(new("/workbench/rate-by-phone", typeof(EvaluationText), "enter.title", "phone", Permissions.EvaluationsEnter, 42, "g p"));
        services.AddStaffLink(new("/workbench/rating-link", typeof(EvaluationText), "open.title", "star", Permissions.CasesIssue, 35, "g l"));
        services.AddStaffLink(new("/admin/figures", typeof(EvaluationText), "figures.title", "good", Permissions.EvaluationsRead, 110, "g f"));
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        RateService.Map(api);
        ChangeRating.Map(api);
        ListRatings.Map(api);
        ReRateHandling.Map(api);
        EnterRating.Map(api);
        OpenRatingLink.Map(api);
        EvaluationDesk.Map(api);
        Rectifications.Map(api);
        ReadFigures.Map(api);
    }
}
