"""Settings with everything that the welcome and the SLA confirmation of SkillForge need."""

TERMS_SETTINGS = """onboardctl: 1
timezone: Europe/Berlin
brands:
  skillforge:
    name: SkillForge
    domains: [skillforge.example]
    links:
      survey_link: https://forms.example.com/s
      integration_playbook_link: https://docs.example.com/i
      calendar_link: https://meet.example.com/k
      support_portal_link: https://support.example.com
      sandbox_url: https://sandbox.skillforge.com
staff:
  ada: {{name: Ada Lovelace, email: ada@example.com, roles: [account_manager, csm]}}
  uma: {{name: Uma Patel, email: uma@example.com, roles: [support_manager, support_lead]}}
tiers:
  business:
    name: Business
    response_sla: 4h
    resolution_sla: 2bd
    support_channel: mail
    support_hours: Monday to Friday, 8 to 20
smtp: {{host: localhost, port: {port}, security: none, timeout_seconds: 5}}
"""
